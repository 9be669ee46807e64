"""``jixi corpus`` validates, counts, compiles and compares."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from corpora.cli import register
from corpora.jsonl import read_jsonl
from corpora.report import AnnotatedReport, write_report
from models.labels import Entity, Label

TEXT = "培训员工120人次。"


@pytest.fixture
def command() -> typer.Typer:
    parent = typer.Typer()
    parent.callback()(lambda: None)
    register(parent)
    return parent


@pytest.fixture
def root(tmp_path: Path) -> Path:
    spans = [(Label.INDICATOR, 0, 4), (Label.COUNT, 4, 9)]
    entities = tuple(Entity.cut(TEXT, *span) for span in spans)
    report = AnnotatedReport(id="samples-01", folder="samples", text=TEXT, entities=entities, records=None)
    write_report(report, tmp_path / "reports")
    return tmp_path / "reports"


def test_a_sound_corpus_validates(command: typer.Typer, root: Path) -> None:
    result = CliRunner().invoke(command, ["corpus", "validate", "--root", str(root)])
    assert (result.exit_code, result.output) == (0, "共 0 个问题\n")


def test_a_problem_fails_validation_and_is_printed_with_its_place(command: typer.Typer, root: Path) -> None:
    path = root / "samples" / "01.inline.txt"
    path.write_text("培训⟦COUNT|120人次", encoding="utf-8")
    result = CliRunner().invoke(command, ["corpus", "validate", "--root", str(root)])
    assert result.exit_code == 1
    assert f"{path}:1:3: 标记没有闭合，缺少 ⟧（标记）" in result.output


def test_stats_counts_each_split_and_all(command: typer.Typer, root: Path) -> None:
    result = CliRunner().invoke(command, ["corpus", "stats", "--root", str(root)])
    rows = [line.split() for line in result.output.splitlines()]
    assert ["train", "dev", "test", "合计"] in rows
    assert ["COUNT", "1", "0", "0", "1"] in rows


def test_compile_writes_jsonl(command: typer.Typer, root: Path, tmp_path: Path) -> None:
    output = tmp_path / "train.jsonl"
    result = CliRunner().invoke(command, ["corpus", "compile", str(output), "--split", "train", "--root", str(root)])
    assert result.exit_code == 0
    assert [report.text for report in read_jsonl(output)] == [TEXT]


def test_an_unknown_split_is_a_usage_error(command: typer.Typer, root: Path, tmp_path: Path) -> None:
    arguments = ["corpus", "compile", str(tmp_path / "x.jsonl"), "--split", "all", "--root", str(root)]
    assert CliRunner().invoke(command, arguments).exit_code == 2


def test_agreement_compares_a_folder_without_json_with_the_corpus(
    command: typer.Typer, root: Path, tmp_path: Path
) -> None:
    second = tmp_path / "second" / "samples"
    second.mkdir(parents=True)
    (second / "01.inline.txt").write_text("⟦INDICATOR|培训员工⟧⟦COUNT|120人次⟧。", encoding="utf-8")
    result = CliRunner().invoke(command, ["corpus", "agreement", str(root), str(second.parent)])
    rows = [line.split() for line in result.output.splitlines()]
    assert ["全部", "2", "0", "0", "1.0000"] in rows
