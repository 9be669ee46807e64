"""The arithmetic that a report claims about itself, verified exactly. Pure."""

from service.checks.check import Check, Rule, Status

__all__ = ["Check", "Rule", "Status"]
