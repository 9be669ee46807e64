"""The generator: many reports from few, with their annotation."""

from training.generator.multiply import Config, Multiplier, multiply

__all__ = ["Config", "Multiplier", "multiply"]
