"""The commands of ``jixi corpus`` that need more than a few lines."""
