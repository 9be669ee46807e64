"""The commands of this room that have grown beyond ``training/cli.py``."""
