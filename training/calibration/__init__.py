"""Fitting the confidences of a model version on reports that it was not trained on."""
