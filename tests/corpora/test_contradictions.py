"""Reports of which only the arithmetic is annotated."""

from decimal import Decimal

import pytest

from corpora import AnnotatedReport, CorpusError
from corpora.contradictions import PARTS, read_contradictions
from corpora.record_laws import RULES

REPORTS = [report for part in PARTS for report in read_contradictions(part)]


def test_both_parts_have_reports_with_contradictions_and_reports_without() -> None:
    for part in PARTS:
        assert {bool(report.violations) for report in read_contradictions(part)} == {True, False}


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.key)
def test_every_claim_names_its_evidence_as_the_text_does(report: AnnotatedReport) -> None:
    for claim in (*report.violations, *report.holds):
        assert claim["rule"] in RULES
        assert all(name in report.text for name in claim["indicators"]), claim


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.key)
def test_a_planted_figure_is_another_than_the_computed_one(report: AnnotatedReport) -> None:
    assert all(abs(Decimal(claim["stated"])) != abs(Decimal(claim["computed"])) for claim in report.violations)


def test_no_text_is_in_both_parts() -> None:
    texts = [report.text for report in REPORTS]
    assert len(set(texts)) == len(texts)


def test_an_unknown_part_is_refused_by_name() -> None:
    with pytest.raises(CorpusError, match="没有名为“final”的部分"):
        read_contradictions("final")
