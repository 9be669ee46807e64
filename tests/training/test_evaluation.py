"""An evaluation tells what is right and what is not, in figures and in place."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from corpora import AnnotatedReport
from corpora.inline import parse
from models.labels import Entity, Label
from models.store import open_version
from models.tagger import Tagger
from service.documents import make_document
from training.calibration.fit import fit
from training.calibration.samples import tag
from training.card import write_card
from training.evaluation.borders import CAUSES, UNREAD, measure_reach
from training.evaluation.differences import MISSED, MIXED, PLAIN, RIGHT, SPURIOUS, segments
from training.evaluation.page import page
from training.evaluation.run import Evaluation, evaluate
from training.evaluation.show import show
from training.evaluation.traps import TRAPS, places, traps_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.pipeline import Pipeline

PAGE = Path(__file__).parents[2] / "docs" / "evaluation.md"


@pytest.fixture(scope="module")
def perfect(pipeline: Pipeline, report_text: str) -> AnnotatedReport:
    """A report whose annotation is what the pipeline finds."""
    found = pipeline.extract(make_document(report_text))
    records = tuple(record.as_json() for record in found.records)
    told = {"family": "department", "difficulty": "easy"}
    return AnnotatedReport("short-01", "short", report_text, found.entities, records, **told)


@pytest.fixture(scope="module")
def imperfect(perfect: AnnotatedReport) -> AnnotatedReport:
    """The same with one entity wider and one record less than what is found."""
    first, *others = perfect.entities
    wider = Entity.cut(perfect.text, first.label, first.start, first.end + 1)
    records = perfect.records or ()
    return replace(perfect, id="short-02", entities=(wider, *others), records=records[1:], difficulty="hard")


@pytest.fixture(scope="module")
def evaluation(pipeline: Pipeline, perfect: AnnotatedReport, imperfect: AnnotatedReport) -> Evaluation:
    return evaluate(pipeline, [perfect, imperfect])


def test_what_is_annotated_as_it_is_found_scores_one(pipeline: Pipeline, perfect: AnnotatedReport) -> None:
    found = evaluate(pipeline, [perfect])
    assert found.entities["all"].f1 == 1
    assert found.by["difficulty"]["easy"].record_f1 == {"exact": 1, "alike": 1, "value": 1}
    assert all(score.entity_recall == 1 == score.record_recall for score in found.traps.values())
    assert found.reliability["records"].accuracy == 1
    assert found.worst == []


def test_parts_are_told_apart_the_weakest_first(evaluation: Evaluation) -> None:
    assert list(evaluation.by["difficulty"]) == ["hard", "easy"]
    assert evaluation.by["difficulty"]["easy"].entities.f1 == 1 > evaluation.by["difficulty"]["hard"].entities.f1
    assert evaluation.by["family"]["department"].reports == 2


def test_only_reports_with_differences_are_shown(evaluation: Evaluation) -> None:
    assert [one.key for one in evaluation.worst] == ["short/02"]
    assert [record.kind for record in evaluation.worst[0].records] == [SPURIOUS]


def test_the_figures_survive_json(evaluation: Evaluation) -> None:
    data = json.loads(json.dumps(evaluation.as_json(), ensure_ascii=False))
    assert set(data["entities"]) == {"all", *map(str, Label)}
    assert {"by_family", "by_difficulty", "by_report", "by_trap", "reliability", "records", "checks"} <= set(data)


def test_the_page_needs_nothing_else(evaluation: Evaluation) -> None:
    html = page(evaluation, "评测 <一>")
    assert "评测 &lt;一&gt;" in html
    assert html.count("<svg") == 2
    assert not re.search(r"<(?:script|link|img|iframe)|@import|url\((?!#)", html)
    assert "prefers-color-scheme: dark" in html
    assert 'class="mixed"' in html


def test_of_test_reports_no_case_is_shown(
    pipeline: Pipeline, perfect: AnnotatedReport, imperfect: AnnotatedReport
) -> None:
    found = evaluate(pipeline, [perfect, imperfect], details=False)
    out = StringIO()
    show(found, Console(file=out, width=200))
    quoted = perfect.text[:12]
    for text in (page(found, "评测"), out.getvalue(), json.dumps(found.as_json(), ensure_ascii=False)):
        assert quoted not in text
        assert "short/02" in text


def test_the_terminal_shows_differences_in_place(evaluation: Evaluation) -> None:
    out = StringIO()
    show(evaluation, Console(file=out, width=200))
    assert re.search(r"\{[-~+].+[-~+]\}", out.getvalue())


@given(st.text("甲乙12，\n", min_size=1, max_size=40), st.data())
def test_segments_are_the_text_and_right_only_where_both_sides_agree(text: str, data: st.DataObject) -> None:
    gold, predicted = (data.draw(_spans(text)) for _ in range(2))
    parts = list(segments(text, gold, predicted))
    assert "".join(part.text for part in parts) == text
    agreed = {(e.label, e.start, e.end) for e in gold} & {(e.label, e.start, e.end) for e in predicted}
    right = sum(len(part.text) for part in parts if part.kind == RIGHT)
    assert right == sum(end - start for _, start, end in agreed)
    assert {part.kind for part in parts} <= {RIGHT, MISSED, SPURIOUS, MIXED, PLAIN}


def _spans(text: str) -> st.SearchStrategy[list[Entity]]:
    def cut(edges: set[int]) -> list[Entity]:
        ordered = sorted(edges)
        return [Entity.cut(text, Label.COUNT, *pair) for pair in list(pairwise(ordered))[::2]]

    return st.sets(st.integers(0, len(text)), max_size=8).map(cut)


CASES = [
    ("⟦INDICATOR|成本控制⟧\n⟦SCORE|9⟧\n", "9", {"光秃数字", "独占一行"}),
    ("单位：万元\n⟦INDICATOR|基本支出⟧ | ⟦AMOUNT|31.5⟧ | 备注", "31.5", {"光秃数字", "声明的单位", "分隔的表格"}),
    ("⟦INDICATOR|及时率⟧⟦FULL_MARK|10⟧⟦SCORE|9⟧", "9", {"光秃数字", "挤在一起", "连续的数字"}),
    ("⟦INDICATOR|支出⟧为⟦AMOUNT|1,2\n30万元⟧。", "1,2\n30万元", {"中间断开"}),
    ("⟦INDICATOR|支出⟧为⟦AMOUNT|12。5万元⟧。", "12。5万元", {"误认的字符"}),
    ("⟦INDICATOR|甲村⟧、⟦INDICATOR|乙村⟧分别为⟦COUNT|3户⟧、⟦COUNT|5户⟧。", "5户", {"分别列举", "连续的数字"}),
    ("⟦ACTION|走访⟧⟦COUNT|52家⟧⟦INDICATOR|企业⟧。", "52家", {"先数后名"}),
    ("⟦ACTION|走访⟧⟦COUNT|52家⟧⟦INDICATOR|企业⟧。", "企业", {"先数后名"}),
    ("⟦INDICATOR|办案⟧⟦COUNT|六十二件⟧。", "六十二件", {"汉字数字"}),
    ("⟦INDICATOR|受益群众⟧约⟦COUNT|3万人⟧。", "3万人", {"约数与界限"}),
    ("⟦INDICATOR|收支差额⟧⟦AMOUNT|-3万元⟧。", "-3万元", {"负数"}),
    (
        "⟦INDICATOR|农村饮水安全巩固提升工程管网延伸长度⟧⟦COUNT|7公里⟧",
        "农村饮水安全巩固提升工程管网延伸长度",
        {"长名称"},
    ),
    ("⟦INDICATOR|20秒接通率⟧⟦RATE|93%⟧", "20秒接通率", {"名中有数", "没见过的名称"}),
    ("⟦INDICATOR|接通率⟧为⟦RATE|93%⟧。", "93%", set()),
]


@pytest.mark.parametrize(("marked", "surface", "expected"), CASES)
def test_a_trap_is_told_from_the_print(marked: str, surface: str, expected: set[str]) -> None:
    parsed = parse(marked)
    known = frozenset({"成本控制", "接通率", "企业", "农村饮水安全巩固提升工程管网延伸长度"})
    found = [place for place in places(parsed.text, parsed.entities, known) if place.entity.text == surface]
    assert set(traps_of(found[-1])) == expected


def test_the_documentation_gives_the_reason_of_every_trap_and_of_every_loss() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert [trap.name for trap in TRAPS if f"| {trap.name} | {trap.reason} |" not in told] == []
    assert [cause for cause, reason in CAUSES.items() if f"| {cause} | {reason} |" not in told] == []


def test_what_is_far_from_every_figure_is_told_as_unread(tiny_version: Path) -> None:
    text = "基本支出" + "企业" * 200 + "项目支出12万元"
    entities = tuple(Entity.cut(text, Label.INDICATOR, start, start + 4) for start in (0, text.index("项目支出")))
    reach = measure_reach(Tagger.load(tiny_version), [AnnotatedReport("far-01", "far", text, entities, ())])
    assert [(lost.text, lost.cause) for lost in reach.unreachable] == [("基本支出", UNREAD)]
    assert (reach.pieces, reach.decoded) == (1.0, 0.5)


def test_a_model_without_knowledge_is_told_to_be_unsure(
    tiny_version: Path, perfect: AnnotatedReport, imperfect: AnnotatedReport
) -> None:
    tagger = Tagger.load(tiny_version)
    reports: Sequence[AnnotatedReport] = [perfect, imperfect, replace(perfect, id="short-03", records=None)]
    fitted = fit([tag(tagger, report) for report in reports], "dev")
    found, measured = tagger.measured(perfect.text)
    assert fitted.calibration.entities(measured, len(found)).max() < 0.2
    assert set(fitted.trials) <= {"entities", "records"}


def test_the_card_shows_the_reliability_of_every_split(
    tiny_version: Path, evaluation: Evaluation, tmp_path: Path
) -> None:
    version = open_version(tiny_version)
    config = {"layers": 2, "mixture": {"plain": 1, "synthetic": 0}, "encoder": "", "epochs": 1, "batch": 1}
    made = {"config": {**config, "rate": 1, "seed": 1}, "data": {"reports": 2, "sha256": "0" * 64}}
    version.manifest.update(made, code={"commit": None})
    card = write_card(version, {"dev": evaluation}, tmp_path)
    shown = re.findall(r"!\[.*?\]\((.+?)\)", card.read_text(encoding="utf-8"))
    assert len(shown) == 2
    assert all((tmp_path / name).read_text(encoding="utf-8").startswith("<svg") for name in shown)
    assert "尚未校准" in card.read_text(encoding="utf-8")
