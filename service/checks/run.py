"""All families of rules over one report."""

from collections.abc import Callable, Iterator, Sequence

from service.checks.balances import check_balances
from service.checks.certainty import Reading
from service.checks.check import Check
from service.checks.deductions import check_deductions
from service.checks.facts import check_facts
from service.checks.ledger import Ledger
from service.checks.levels import check_levels
from service.checks.limits import check_limits
from service.checks.lists import check_lists
from service.checks.movements import check_movements
from service.checks.parts import check_parts
from service.checks.prices import check_prices
from service.checks.rates import check_rates
from service.checks.scores import check_scores
from service.checks.shares import check_shares
from service.checks.weights import check_weights
from service.documents.document import Document
from service.records.record import Record

FAMILIES: tuple[Callable[[Ledger], Iterator[Check]], ...] = (
    check_parts,
    check_lists,
    check_balances,
    check_rates,
    check_movements,
    check_levels,
    check_shares,
    check_scores,
    check_limits,
    check_deductions,
    check_prices,
    check_weights,
    check_facts,
)


def run_checks(document: Document, records: Sequence[Record]) -> list[Check]:
    """Verify every arithmetic claim that ``records`` make about themselves, in the order of their first mention."""
    ledger = Ledger(document, records)
    checks: dict[tuple[object, ...], Check] = {}
    for family in FAMILIES:
        for check in family(ledger):
            checks.setdefault((check.rule, check.stated, frozenset(check.records)), check)
    place = {entry.id: entry.index for entry in ledger.entries}
    settled = Reading(ledger).settle(checks.values())
    return sorted(settled, key=lambda check: (place.get(check.records[0], -1), check.rule, check.records))
