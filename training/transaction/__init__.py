"""Retraining on new reports as a transaction: either a better version is in use at the end, or everything is as before.

Imported by the name of its parts: ``training.transaction.run`` tells the story.
"""
