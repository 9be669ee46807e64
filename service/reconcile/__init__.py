"""Reports of an archive against each other: what one says of another year, or another report says of it. Pure."""

from service.reconcile.copies import Excerpt, Sketches, copied, copies
from service.reconcile.finding import Finding, Rule, Severity, Side
from service.reconcile.report import Report
from service.reconcile.run import owner_key, reconcile

__all__ = [
    "Excerpt",
    "Finding",
    "Report",
    "Rule",
    "Severity",
    "Side",
    "Sketches",
    "copied",
    "copies",
    "owner_key",
    "reconcile",
]
