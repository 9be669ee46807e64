"""What happens to one report, and how people reach it."""
