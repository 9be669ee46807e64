"""Where the pretrained encoder comes from: a packaged 4-bit copy, or any Hugging Face checkpoint."""
