"""``parts_sum``: the parts of a complete split add up to their whole.

A list that adds up is a claim that holds. A list that does not is a claim only where it was meant to (``promises``).
"""

from collections.abc import Iterator, Sequence

from service.checks.check import Check
from service.checks.ledger import Entry, Ledger
from service.checks.promises import is_contradiction
from service.checks.sums import adds_up, claim, figures, is_telling, splits
from service.checks.table_totals import contradicted_totals
from service.records.record import RecordKind


def check_parts(ledger: Ledger) -> Iterator[Check]:
    """One check for each split whose parts add up, or promise to."""
    refuted = contradicted_totals(ledger)
    for whole in ledger.of_kind(RecordKind.AMOUNT, RecordKind.COUNT):
        for parts in splits(ledger, whole) if whole.id not in refuted else ():
            yield from check_split(ledger, whole, parts)


def check_split(ledger: Ledger, whole: Entry, parts: Sequence[Entry]) -> Iterator[Check]:
    """The check of one split: the whole list, the list without sub-parts, or the runs that add up by themselves."""
    outermost = without_sub_parts(parts)
    for candidate in (parts, outermost):
        if len(candidate) > 1 and adds_up(whole, candidate):
            yield claim(whole, candidate).check(True)
            return
    runs = list(adding_runs(whole, parts))
    if runs:
        yield from (claim(whole, run).check(True) for run in runs)
    elif len(outermost) > 1 and is_contradiction(ledger, whole, outermost):
        yield claim(whole, outermost).check(False)


def without_sub_parts(parts: Sequence[Entry]) -> list[Entry]:
    """``parts`` less each run that adds up to the part before it: 项目支出350(其中：甲200、乙150) counts once."""
    kept: list[Entry] = []
    position = 0
    while position < len(parts):
        kept.append(parts[position])
        position += 1
        for stop in range(position + 2, len(parts) + 1):
            if is_telling(kept[-1]) and adds_up(kept[-1], parts[position:stop]):
                position = stop
                break
    return kept


def adding_runs(whole: Entry, parts: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Runs of neighbouring parts that add up to ``whole`` by themselves: several splits without a name.

    Small counts add up by chance, so that a run of them proves nothing.
    """
    start = 0
    while is_telling(whole) and start < len(parts) - 1:
        for stop in range(start + 2, len(parts) + 1):
            run = list(parts[start:stop])
            if all(figure.value for figure in figures(run)) and adds_up(whole, run):
                yield run
                start = stop - 1
                break
        start += 1
