"""Which reports of an archive are suggested for annotation, and what comes of it."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import AnnotatedReport, read_corpus
from corpora.corpus import read_annotation
from corpora.formats import Findings, Format, read
from corpora.likeness import overlap, pairs, shingles
from models.labels import Entity, Label
from service.cli.app import run
from service.documents import make_document
from service.extraction import Extraction, Provenance
from service.pipeline import Pipeline
from training.suggestion import Candidate, Known, choose, sample
from training.suggestion.candidates import of
from training.suggestion.telling import annotated, reasons

ROADS = "农村公路改造项目完成投资318.5万元，硬化村道12.6公里，惠及群众4300人，预算执行率97.3%，群众满意度95%。"
SCHOOLS = "城区学校食堂提升工程支出204万元，改造厨房面积860平方米，供餐学生2150名，自评得分91.5分，资金结余3.2万元。"
WATER = "水库除险加固资金到位1260万元，加固大坝3座，新增灌溉面积0.8万亩，验收合格率100%，受益农户1975户，扣2分。"


def candidate(name: str, text: str, confidence: float, known: Known | None = None) -> Candidate:
    """A report whose first figure was found, with ``confidence``."""
    at = next(place for place, character in enumerate(text) if character.isdigit())
    entities = (Entity.cut(text, Label.AMOUNT, at, at + 3, confidence),)
    extraction = Extraction(
        document=make_document(text), entities=entities, records=(), checks=(), provenance=Provenance.of("none")
    )
    found = of(name, extraction, known or Known([]))
    assert isinstance(found, Candidate)
    return found


def names(candidates: Sequence[Candidate], count: int) -> list[str]:
    return [choice.candidate.name for choice in choose(candidates, count)]


def test_the_report_that_the_model_doubts_most_comes_first() -> None:
    found = names([candidate("公路", ROADS, 0.9), candidate("水库", WATER, 0.3), candidate("学校", SCHOOLS, 0.7)], 3)
    assert found == ["水库", "学校", "公路"]


def test_copies_of_one_template_are_not_suggested_one_after_the_other() -> None:
    copies = [candidate(f"公路{number}", ROADS.replace("318.5", str(number)), 0.3) for number in range(9)]
    (first, second) = names([*copies, candidate("水库", WATER, 0.6)], 2)
    assert first.startswith("公路")
    assert second == "水库"


def test_a_template_that_fills_the_archive_comes_before_a_lone_report_of_equal_doubt() -> None:
    copies = [candidate(f"公路{number}", ROADS.replace("318.5", str(number)), 0.5) for number in range(9)]
    (choice,) = choose([candidate("水库", WATER, 0.5), *copies], 1)
    assert choice.candidate.name.startswith("公路")
    assert choice.alike == 8
    assert "另有 8 份与它同一模板" in list(reasons(choice))


def test_what_is_annotated_already_is_not_suggested_again() -> None:
    known = Known([AnnotatedReport("roads-01", "roads", ROADS, (), None)])
    found = names([candidate("公路", ROADS, 0.1, known), candidate("水库", WATER, 0.9, known)], 2)
    assert found == ["水库"]


def test_a_copy_of_a_held_out_report_is_left_out_with_its_reason() -> None:
    report = read_corpus("dev")[0]
    known = Known([], [report])
    extraction = Extraction(
        document=make_document(report.text), entities=(), records=(), checks=(), provenance=Provenance.of("none")
    )
    left = of("抄本.txt", extraction, known)
    assert not isinstance(left, Candidate)
    assert report.key in left.why


def test_a_report_in_which_nothing_was_found_is_doubted_altogether() -> None:
    extraction = Extraction(
        document=make_document(ROADS), entities=(), records=(), checks=(), provenance=Provenance.of("none")
    )
    found = of("公路", extraction, Known([]))
    assert isinstance(found, Candidate)
    assert found.doubt == 1
    assert next(iter(reasons(choose([found], 1)[0]))) == "一个实体也没有找到"


def test_figures_without_a_label_lower_the_expected_f1() -> None:
    one = candidate("公路", ROADS, 1.0)
    assert one.figures == (5, 4)
    assert one.mistakes == (0.0, 1.0)
    assert one.doubt == pytest.approx(1 - 2 / 3)


@given(st.lists(st.sampled_from([ROADS, SCHOOLS, WATER, ROADS + SCHOOLS]), max_size=5))
def test_pairs_have_the_overlap_that_two_texts_have(texts: list[str]) -> None:
    sets = {number: shingles(text) for number, text in enumerate(texts)}
    found = {(first, second): share for first, second, share in pairs(sets)}
    wanted = {(a, b): overlap(sets[a], sets[b]) for a in sets for b in sets if a < b}
    assert found == {pair: share for pair, share in wanted.items() if share}


def test_the_same_seed_draws_the_same_files_of_a_large_archive(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number:02d}.txt").write_text(ROADS, encoding="utf-8")
    drawn, there = sample(tmp_path, 5, 1)
    assert (len(drawn), there) == (5, 30)
    assert drawn == sample(tmp_path, 5, 1)[0] != sample(tmp_path, 5, 2)[0]


@pytest.fixture
def archive(tmp_path: Path, report_text: str, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three reports and a file that is none, read by the scripted tagger."""
    monkeypatch.setattr(Pipeline, "load", classmethod(lambda cls, model=None: pipeline))
    folder = tmp_path / "存档"
    folder.mkdir()
    for name, text in {"短": report_text, "公路": ROADS, "水库": WATER}.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / "坏.pdf").write_bytes(b"%PDF-1.7 and no more")
    return folder


def test_the_command_tells_what_it_suggests_and_why(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["corpus", "suggest", "--archive", str(archive), "-n", "2"]) == 0
    out, err = capsys.readouterr()
    assert "推荐 2 份" in out
    assert "没有标签" in out
    assert "坏.pdf" in err


def test_the_suggested_reports_are_written_with_what_the_model_found(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "待标.json"
    assert run(["corpus", "suggest", "--archive", str(archive), "-n", "3", "--json", "-o", str(target)]) == 0
    told = json.loads(capsys.readouterr().out)
    tasks = json.loads(target.read_text(encoding="utf-8"))
    assert [one["id"] for one in told["suggested"]] == [task["data"]["report_id"] for task in tasks]
    place = next(number for number, one in enumerate(told["suggested"]) if one["file"] == "短.txt")
    results = tasks[place]["predictions"][0]["result"]
    assert len(results) == told["suggested"][place]["entities"] > 0
    assert [one["file"] for one in told["left"]] == ["坏.pdf"]


def test_what_is_written_as_inline_text_can_be_annotated_and_is_then_known(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "待标"
    command = ["corpus", "suggest", "--archive", str(archive), "-n", "9"]
    assert run([*command, "--format", "inline", "-o", str(target)]) == 0
    assert len(read_annotation(target)) == 3
    assert run([*command, "--known", str(target)]) == 3


def test_the_suggested_reports_come_back_from_every_format(archive: Path, tmp_path: Path, report_text: str) -> None:
    for format in (Format.DOCCANO, Format.PRODIGY):
        target = tmp_path / f"{format}.jsonl"
        command = ["corpus", "suggest", "--archive", str(archive), "--format", format.value, "-o", str(target)]
        assert run(command) == 0
        assert report_text in [report.text for report in read(target, format, Findings())]


def test_an_archive_that_is_no_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["corpus", "suggest", "--archive", str(tmp_path / "无")]) == 3
    assert "不是目录" in capsys.readouterr().err


def test_annotated_reports_keep_what_the_document_says_of_itself() -> None:
    (report,) = annotated(choose([candidate("公路", "江川县交通局2024年度部门决算\n" + ROADS, 0.5)], 1))
    assert report.fiscal_year == "2024"
    assert report.records is None
