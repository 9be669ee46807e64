"""What the story of a retraining is told with."""
