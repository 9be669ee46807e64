"""The arithmetic that a report claims about itself, verified exactly. Pure."""

from service.checks.check import Check, Rule, Status
from service.checks.run import run_checks

__all__ = ["Check", "Rule", "Status", "run_checks"]
