"""All families of rules over one report."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from service.checks.balances import check_balances
from service.checks.certainty import Reading
from service.checks.check import Check, Rule
from service.checks.columns import check_columns
from service.checks.deductions import check_deductions
from service.checks.differences import check_differences
from service.checks.facts import check_facts
from service.checks.formulas import check_formulas
from service.checks.ledger import Ledger
from service.checks.levels import check_levels
from service.checks.limits import check_limits
from service.checks.lists import check_lists
from service.checks.means import check_means
from service.checks.parts import check_parts
from service.checks.prices import check_prices
from service.checks.rates import check_rates
from service.checks.rows import check_rows
from service.checks.scores import check_scores
from service.checks.shares import check_shares
from service.checks.table_totals import check_table_totals
from service.checks.tariffs import check_tariffs
from service.checks.twins import check_twins
from service.checks.weights import check_weights
from service.documents.document import Document
from service.records.record import Record

QUOTIENTS = (Rule.EXECUTION_RATE, Rule.COMPLETION_RATE, Rule.SHARE)
"""A rate of the same figures is one claim, whichever family finds it."""

Family = Callable[[Ledger], Iterator[Check]]

FAMILIES: tuple[Family, ...] = (
    check_table_totals,
    check_parts,
    check_lists,
    check_twins,
    check_columns,
    check_balances,
    check_rates,
    check_differences,
    check_levels,
    check_shares,
    check_scores,
    check_limits,
    check_deductions,
    check_prices,
    check_tariffs,
    check_means,
    check_rows,
    check_weights,
    check_formulas,
    check_facts,
)


PLANNED = (check_parts, check_lists, check_shares, check_prices)
"""Families whose claims a plan makes too: sums, shares, and quantities by their prices."""

WITHOUT_BORDERS = frozenset({check_limits, check_facts})
"""Families that look at one record at a time, or follow the links of records."""

LONGEST_REPORT = 1000
"""Records; real reports have a fifth of it."""

STRETCH = 300
BESIDE = 200
"""Records of a stretch, and those around it that its claims may be about: more than the longest report has."""


def run_checks(document: Document, records: Sequence[Record]) -> list[Check]:
    """Verify every arithmetic claim that ``records`` make about themselves, in the order of their first mention.

    A claim is about figures of its own report, and no report states more than some hundred. In a text of far more
    records the figures of a claim are therefore sought in its own stretch and on both sides of it; only repeats, which
    records link, may lie farther apart.
    """
    ledger = Ledger(document, records)
    place = {entry.id: entry.index for entry in ledger.entries}
    settled = [
        *Reading(ledger).settle(_once(_found(ledger, FAMILIES))),
        *Reading(ledger.plan, ledger).settle(_once(_found(ledger.plan, PLANNED))),
    ]
    return sorted(settled, key=lambda check: (place.get(check.records[0], -1), check.rule, check.records))


def _once(found: Iterator[Check]) -> Iterable[Check]:
    """``found`` without the claims that another family has made already."""
    checks: dict[tuple[object, ...], Check] = {}
    for check in found:
        rule = Rule.SHARE if check.rule in QUOTIENTS else check.rule
        checks.setdefault((rule, check.stated, frozenset(check.records)), check)
    return checks.values()


def _found(ledger: Ledger, families: Sequence[Family]) -> Iterator[Check]:
    """What the ``families`` of rules find, one after the other."""
    stretches = [(ledger, {entry.id for entry in ledger.entries})]
    if len(ledger.entries) > LONGEST_REPORT:
        stretches = list(_stretches(ledger))
    for family in families:
        if family in WITHOUT_BORDERS:
            yield from family(ledger)
            continue
        for stretch, own in stretches:
            yield from (check for check in family(stretch) if not own.isdisjoint(check.records[:1]))


def _stretches(ledger: Ledger) -> Iterator[tuple[Ledger, set[str]]]:
    """The stretches of a long text, each with what lies beside it, and the ids of the records that are its own."""
    for first in range(0, len(ledger.entries), STRETCH):
        own = {entry.id for entry in ledger.entries[first : first + STRETCH]}
        yield ledger.stretch(max(0, first - BESIDE), first + STRETCH + BESIDE), own
