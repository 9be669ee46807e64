"""The learned part: labels, word segmenter, windows, tagger, calibration and the store of versions.

Importing this package loads nothing heavy; torch is needed for training only.
"""
