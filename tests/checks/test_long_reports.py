"""A file of many reports gives what its reports give one by one, and the work grows with its length."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.labels import Entity
from service.checks import Check, Rule, run, run_checks
from service.checks.ledger import Entry, Ledger
from service.checks.run import LONGEST_REPORT
from service.documents import make_document
from service.records import Record, RecordKind, build_records

Annotated = tuple[str, tuple[Entity, ...]]


def repeated(annotated: Annotated, times: int) -> tuple[list[Record], list[Check]]:
    text, entities = annotated
    page = text + "\n\n"
    shifted = [
        Entity.cut(page * times, entity.label, copy * len(page) + entity.start, copy * len(page) + entity.end)
        for copy in range(times)
        for entity in entities
    ]
    document = make_document(page * times)
    records = build_records(document, shifted)
    return records, run_checks(document, records)


def handed_per_record(annotated: Annotated, times: int, monkeypatch: pytest.MonkeyPatch) -> float:
    """How many entries the checks are handed for each record, over whole ledgers and their stretches."""
    handed = 0
    of_kind = Ledger.of_kind

    def counting(self: Ledger, *kinds: RecordKind) -> Iterator[Entry]:
        nonlocal handed
        for entry in of_kind(self, *kinds):
            handed += 1
            yield entry

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "of_kind", counting)
        records, _ = repeated(annotated, times)
    return handed / len(records)


def test_a_file_of_many_reports_has_the_records_of_each(annotated: Annotated) -> None:
    single, _ = repeated(annotated, 1)
    many, _ = repeated(annotated, 60)
    assert len(many) == 60 * len(single)
    assert [record.indicator for record in many] == [record.indicator for record in single] * 60


def test_the_contradiction_of_every_report_of_a_long_file_is_found_once(annotated: Annotated) -> None:
    times = 2 * LONGEST_REPORT // len(repeated(annotated, 1)[0])
    records, checks = repeated(annotated, times)
    assert len(records) > LONGEST_REPORT
    sums = [check for check in checks if check.rule is Rule.PARTS_SUM]
    assert len(sums) == times
    assert len({check.records for check in sums}) == times


def test_the_entries_that_the_checks_look_at_for_each_record_do_not_grow_with_the_file(
    annotated: Annotated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "LONGEST_REPORT", 50)
    monkeypatch.setattr(run, "STRETCH", 24)
    monkeypatch.setattr(run, "BESIDE", 16)
    shorter, longer = (handed_per_record(annotated, times, monkeypatch) for times in (20, 60))
    assert longer < 1.2 * shorter
