"""The offset auditor finds out how a tool has counted and counts anew, or leaves the document alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.audit import Basis, Claim, as_stated, audit
from corpora.audit_schemes import BOM, LineEnd, Mark, Scheme, Unit, schemes
from corpora.report import AnnotatedReport
from models.labels import NUMERIC_LABELS
from tests.corpora.formats.strategies import entities, sound_reports

DISTINCT = "预算执行率为97.3%😀𠮷，。甲乙丙丁戊己庚辛壬癸abcdé\u3000"
"""Characters each of which stands once in a text, so that a stated text is right in one place only."""


@st.composite
def shifted(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]], Scheme, list[Claim]]:
    """A text, the right spans, and the claims of a tool that counts in some way of its own."""
    characters = [*draw(st.permutations(DISTINCT)), *(["\r\n"] if draw(st.booleans()) else ["\n"]), "\n", "尾"]
    cut = draw(st.integers(0, len(characters) - 3))
    text = draw(st.sampled_from(["", BOM])) + "".join(characters[cut:] + characters[:cut])
    # No annotation begins or ends with a line break, of which a tool may count the half.
    spans = [(e.start, e.end) for e in draw(entities(text)) if e.text.strip("\r\n") == e.text.removeprefix(BOM)]
    scheme = draw(st.sampled_from(schemes(text)))
    count = scheme.count(text)
    return text, spans, scheme, [Claim(count[start], count[end], text[start:end]) for start, end in spans]


@settings(max_examples=150)
@given(shifted())
def test_spans_with_their_texts_are_put_right_however_they_were_counted(
    case: tuple[str, list[tuple[int, int]], Scheme, list[Claim]],
) -> None:
    text, spans, _, claims = case
    verdict = audit(text, claims)
    assert verdict.spans == tuple(spans)


@settings(max_examples=50)
@given(shifted())
def test_a_document_that_is_right_as_it_stands_is_not_counted_anew(
    case: tuple[str, list[tuple[int, int]], Scheme, list[Claim]],
) -> None:
    text, spans, _, _ = case
    verdict = audit(text, [Claim(start, end, text[start:end]) for start, end in spans])
    assert (verdict.repaired, verdict.spans) == (False, tuple(spans))


GUESSED = [
    Scheme(Unit.UTF8),
    Scheme(Unit.UTF16),
    Scheme(line_end=LineEnd.TWICE),
    Scheme(mark=Mark.COUNTED),
    Scheme(Unit.UTF16, LineEnd.TWICE),
    Scheme(),
]


def claims(report: AnnotatedReport, scheme: Scheme) -> list[Claim]:
    count = scheme.count(report.text)
    return [Claim(count[e.start], count[e.end], None, e.label in NUMERIC_LABELS) for e in report.entities]


@pytest.mark.parametrize("scheme", GUESSED, ids=str)
@settings(max_examples=10)
@given(report=sound_reports(astral=True))
def test_without_texts_the_borders_tell_how_a_tool_has_counted(scheme: Scheme, report: AnnotatedReport) -> None:
    verdict = audit(report.text, claims(report, scheme))
    assert verdict.spans == tuple((e.start, e.end) for e in report.entities)
    assert verdict.basis is Basis.GUESSED


@settings(max_examples=10)
@given(sound_reports(end="\r\n"))
def test_line_ends_that_a_tool_has_counted_once_are_counted_as_the_text_has_them(report: AnnotatedReport) -> None:
    verdict = audit(report.text, claims(report, Scheme(line_end=LineEnd.ONCE)))
    assert verdict.spans == tuple((e.start, e.end) for e in report.entities)


def test_a_single_wrong_text_among_right_ones_is_one_mistake_and_no_shift() -> None:
    text = "培训员工120人次。\n支出9万元。"
    given = [Claim(0, 4, "培训员工"), Claim(4, 9, "120人次"), Claim(11, 13, "支出"), Claim(12, 15, "9万元")]
    verdict = audit(text, given)
    assert verdict.spans == ((0, 4), (4, 9), (11, 13), None)
    assert not verdict.repaired


def test_a_document_on_which_nothing_fits_is_left_alone() -> None:
    verdict = audit("培训员工120人次。", [Claim(0, 2, "预算"), Claim(2, 4, "执行")])
    assert (verdict.scheme, verdict.spans) == (None, (None, None))


def test_spans_far_outside_of_a_text_without_stated_texts_are_left_alone() -> None:
    verdict = audit("短文。", [Claim(40, 44), Claim(50, 54)])
    assert (verdict.scheme, verdict.spans) == (None, (None, None))


@pytest.mark.parametrize("stated", ["收入\r\n总计", "收入 总计", "收入\n总计"])
def test_the_white_space_of_a_stated_text_may_differ(stated: str) -> None:
    assert audit("收入\n总计为9元", [Claim(0, 5, stated)]).spans == ((0, 5),)


def test_too_little_evidence_is_a_doubt_and_changes_nothing() -> None:
    text = "标题\n基本支出为9万元\n项目支出为8万元"
    verdict = audit(text, [Claim(4, 8), Claim(13, 17)])
    assert (verdict.spans, verdict.repaired) == (((4, 8), (13, 17)), False)
    assert verdict.doubt is not None


def test_what_is_not_to_be_repaired_is_taken_as_stated() -> None:
    text = "😀基本支出"
    assert as_stated(text, [Claim(2, 6, "基本支出")]).spans == (None,)
    assert as_stated(text, [Claim(1, 5, "基本支出")]).spans == ((1, 5),)


def test_a_scheme_says_in_words_how_it_counts() -> None:
    assert str(Scheme(Unit.UTF16, mark=Mark.COUNTED)) == "按 UTF-16 码元计，计入了正文没有的字节顺序标记"
    assert str(Scheme()) == "按码点计"
