"""How the quantity grammar does on annotated reports: the gold numbers that it reads, and those whose borders it finds.

    python benchmarks/quantities_corpus.py [--split train] [--split dev] [--misses]

Three figures over all spans of AMOUNT, COUNT, RATE, FULL_MARK, SCORE and DEDUCTION: `read` gives a figure; the figure
is the one that a record takes from the span (of those with annotated records); `find` on the untagged text proposes
exactly the span. Jammed tables, where a span splits a run of digits, are counted apart.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from corpora import AnnotatedReport, read_corpus
from models.labels import NUMERIC_LABELS, Entity
from service.quantities import find, read


def figures(records: tuple[dict[str, Any], ...] | None) -> dict[tuple[int, int], set[Decimal]]:
    """For each mentioned span the figures of the records that mention it."""
    stated: dict[tuple[int, int], set[Decimal]] = {}
    for record in records or ():
        values = {record.get(name) for name in ("value", "target", "full_mark", "score", "deduction")}
        values |= {change["value"] for change in record.get("change", ())}
        for mention in record.get("mentions", ()):
            stated.setdefault((mention["start"], mention["end"]), set()).update(
                abs(Decimal(v)) for v in values if v is not None
            )
    return stated


def is_jammed(text: str, entity: Entity) -> bool:
    """Whether a gold span begins or ends inside a run of digits."""
    around = (text[entity.start - 1 : entity.start] + text[entity.start], text[entity.end - 1 : entity.end + 1])
    return any(len(pair) == 2 and all(char.isdigit() or char in ".%" for char in pair) for pair in around)


def agrees(entity: Entity, expected: set[Decimal]) -> bool:
    """Whether the figure read from a span is one of its records', but for a unit that stands elsewhere."""
    quantity = read(entity.text)
    if quantity is None:
        return False
    value = abs(quantity.value if quantity.value is not None else quantity.low or Decimal(0))
    scales = (1, 10**4, 10**8, 10**3) if quantity.unit == "" or quantity.kind == "number" else (1,)
    return any(value * scale in expected for scale in scales)


def measure(reports: list[AnnotatedReport]) -> Iterator[tuple[str, AnnotatedReport, Entity]]:
    """Yields what holds of each gold number and what does not."""
    for report in reports:
        stated = figures(report.records)
        proposals = {(quantity.start, quantity.end) for quantity in find(report.text)}
        for entity in report.entities:
            if entity.label not in NUMERIC_LABELS:
                continue
            scope = "jammed" if is_jammed(report.text, entity) else "plain"
            yield f"{scope} spans", report, entity
            yield f"{scope} {'read' if read(entity.text) else 'NOT read'}", report, entity
            yield f"{scope} border {'found' if (entity.start, entity.end) in proposals else 'MISSED'}", report, entity
            expected = stated.get((entity.start, entity.end))
            if expected:
                yield f"{scope} value {'agrees' if agrees(entity, expected) else 'DIFFERS'}", report, entity


def main() -> None:
    """Reads the arguments and prints every figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", action="append", choices=["train", "dev", "test"])
    parser.add_argument("--misses", action="store_true", help="print every span that is missed")
    arguments = parser.parse_args()
    reports = [report for split in arguments.split or ["train", "dev"] for report in read_corpus(split)]
    counts: Counter[str] = Counter()
    for outcome, report, entity in measure(reports):
        counts[outcome] += 1
        if arguments.misses and any(word in outcome for word in ("NOT", "MISSED", "DIFFERS")):
            around = report.text[max(0, entity.start - 12) : entity.end + 8]
            near = [
                q.text
                for q in find(report.text[max(0, entity.start - 60) : entity.end + 40])
                if q.text[:2] in entity.text or entity.text[:2] in q.text
            ]
            print(outcome, report.key, entity.label, repr(entity.text), repr(around), near)
    for outcome, count in sorted(counts.items()):
        print(f"{outcome:24} {count:6} {count / counts[outcome.split()[0] + ' spans']:.4f}")


if __name__ == "__main__":
    main()
