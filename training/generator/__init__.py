"""The generator: many reports from few, with their annotation."""

from training.generator.config import Config
from training.generator.multiply import Multiplier, multiply, synthesise

__all__ = ["Config", "Multiplier", "multiply", "synthesise"]
