"""``jixi corpus import``, ``export`` and ``split`` at the command line."""

import json
import tomllib
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from corpora.cli import register
from corpora.corpus import read_annotation
from corpora.report import AnnotatedReport, write_report
from models.labels import Entity, Label

GOLDEN = Path(__file__).parent / "golden"
TEXT = "培训员工120人次。"


@pytest.fixture
def command() -> typer.Typer:
    parent = typer.Typer()
    parent.callback()(lambda: None)
    register(parent)
    return parent


def run(command: typer.Typer, *arguments: object) -> Result:
    return CliRunner().invoke(command, ["corpus", *map(str, arguments)])


def report(number: int, text: str = TEXT) -> AnnotatedReport:
    entities = (Entity.cut(text, Label.INDICATOR, 0, 4), Entity.cut(text, Label.COUNT, 4, 9))
    return AnnotatedReport(id=f"samples-{number:02d}", folder="samples", text=text, entities=entities, records=None)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for number in (1, 2):
        write_report(report(number, f"{TEXT}第{number}份"), tmp_path / "reports")
    return tmp_path / "reports"


def test_a_sound_file_is_imported_whole(command: typer.Typer, tmp_path: Path) -> None:
    result = run(command, "import", GOLDEN / "doccano_entities.jsonl", "-o", tmp_path / "new")
    assert result.exit_code == 0, result.output
    (imported,) = read_annotation(tmp_path / "new")
    assert (imported.key, imported.records) == ("doccano_entities/01", None)
    assert run(command, "validate", "--root", tmp_path / "new").exit_code == 0


def test_each_imported_report_keeps_the_name_it_had(command: typer.Typer, tmp_path: Path) -> None:
    run(command, "import", GOLDEN / "doccano_label.jsonl", "-o", tmp_path / "new")
    lines = (tmp_path / "new" / "imported.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0]) == {"report": "doccano_label/01", "source": "doccano_label.jsonl", "id": "7"}


def test_what_is_broken_is_left_out_with_its_place_and_the_rest_is_imported(
    command: typer.Typer, tmp_path: Path
) -> None:
    result = run(command, "import", GOLDEN / "doccano_problems.jsonl", "-o", tmp_path / "new")
    assert result.exit_code == 3
    assert "doccano_problems.jsonl:1:41: 未知标签“INDICATR”，是否为 INDICATOR？" in result.output
    assert "已导入 4 份报告" in result.output


def test_a_file_with_nothing_usable_fails(command: typer.Typer, tmp_path: Path) -> None:
    result = run(command, "import", GOLDEN / "inline_broken.txt", "-o", tmp_path / "new")
    assert result.exit_code == 1
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", "一段没有标注的话".encode(), b"\xff\xfe\x00", b"PK\x03\x04"])
def test_a_file_of_no_known_format_fails_with_a_sentence(command: typer.Typer, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "来历不明.bin"
    path.write_bytes(content)
    result = run(command, "import", path, "-o", tmp_path / "new")
    assert (result.exit_code, result.exception.__class__) == (1, SystemExit)
    assert f"{path}:1:1: " in result.output


def test_a_mapping_names_the_labels_of_a_file(command: typer.Typer, tmp_path: Path) -> None:
    mapping = tmp_path / "labels.toml"
    mapping.write_text('[labels]\n"金额" = "AMOUNT"\n"SCORE" = ""\n', encoding="utf-8")
    result = run(command, "import", GOLDEN / "inline.txt", "-o", tmp_path / "new", "--labels", mapping)
    assert result.exit_code == 0, result.output
    (imported,) = read_annotation(tmp_path / "new")
    assert [(e.label, e.text) for e in imported.entities] == [(Label.INDICATOR, "基本支出"), (Label.AMOUNT, "9万元")]


def test_a_mapping_to_a_label_that_does_not_exist_is_a_usage_error(command: typer.Typer, tmp_path: Path) -> None:
    mapping = tmp_path / "labels.toml"
    mapping.write_text('[labels]\n"金额" = "AMOUT"\n', encoding="utf-8")
    result = run(command, "import", GOLDEN / "inline.txt", "-o", tmp_path / "new", "--labels", mapping)
    assert result.exit_code == 2
    assert "AMOUNT" in result.output


def test_the_same_text_is_not_imported_twice_unless_it_is_to_replace(command: typer.Typer, tmp_path: Path) -> None:
    arguments = ("import", GOLDEN / "doccano_entities.jsonl", "-o", tmp_path / "new")
    run(command, *arguments)
    assert run(command, *arguments).exit_code == 1
    assert run(command, *arguments, "--replace").exit_code == 0
    assert len(read_annotation(tmp_path / "new")) == 1


def test_imported_text_is_what_the_service_would_read(command: typer.Typer, tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    path.write_text(json.dumps({"text": "\ufeff收入\r\n支出9元", "label": [[5, 7, "INDICATOR"], [7, 9, "AMOUNT"]]}))
    assert run(command, "import", path, "-o", tmp_path / "new").exit_code == 0
    (imported,) = read_annotation(tmp_path / "new")
    assert imported.text == "收入\n支出9元"
    assert [e.text for e in imported.entities] == ["支出", "9元"]


def test_names_from_a_file_never_lead_out_of_the_folder(command: typer.Typer, tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    data = {"id": "../../x-01", "text": "支出9元", "label": [[0, 2, "INDICATOR"]], "meta": {"folder": "../../x"}}
    path.write_text(json.dumps(data))
    run(command, "import", path, "-o", tmp_path / "deep" / "new")
    inside = {p.relative_to(tmp_path).parts[:2] for p in tmp_path.rglob("*.inline.txt")}
    assert inside == {("deep", "new")}


@pytest.mark.parametrize("format", ["doccano", "label-studio", "conll", "spacy", "brat", "prodigy", "inline"])
def test_what_is_exported_is_imported_under_the_same_names(
    command: typer.Typer, root: Path, tmp_path: Path, format: str
) -> None:
    output = tmp_path / ("out.zip" if format in ("brat", "inline") else "out")
    assert run(command, "export", root, "--format", format, "-o", output).exit_code == 0
    result = run(command, "import", output, "-o", tmp_path / "new")
    assert result.exit_code == 0, result.output
    back = {r.text: r.entities for r in read_annotation(tmp_path / "new")}
    assert back == {r.text: r.entities for r in read_annotation(root)}
    if format != "conll":  # whose files say nothing of folders
        assert [r.key for r in read_annotation(tmp_path / "new")] == ["samples/01", "samples/02"]


def test_a_form_that_cannot_hold_a_span_says_so(command: typer.Typer, tmp_path: Path) -> None:
    text = "收入\n总计9元"
    entities = (Entity.cut(text, Label.INDICATOR, 0, 5), Entity.cut(text, Label.AMOUNT, 5, 7))
    write_report(AnnotatedReport(id="a-01", folder="a", text=text, entities=entities, records=None), tmp_path / "in")
    result = run(command, "export", tmp_path / "in", "--format", "conll", "-o", tmp_path / "out.conll")
    assert result.exit_code == 3
    assert "INDICATOR 跨行" in result.output


RECORD = {
    "id": "r1",
    "kind": "count",
    "indicator": "培训员工",
    "value": "120",
    "unit": "人次",
    "section": [],
    "mentions": [
        {"label": "INDICATOR", "start": 0, "end": 4, "text": "培训员工", "page": 1},
        {"label": "COUNT", "start": 4, "end": 9, "text": "120人次"},
    ],
    "confidence": 0.9,
}


def _exported(tmp_path: Path, record: object, text: str = TEXT) -> Path:
    """A line as the service exports a corrected report."""
    spans = [{name: mention[name] for name in ("label", "start", "end", "text")} for mention in RECORD["mentions"]]
    meta = {"title": "培训总结", "organisation": None, "fiscal_year": "2023", "family": "project"}
    line = {"id": "7f.0", "name": "总结.txt", "text": text, "entities": spans, "records": [record], "meta": meta}
    path = tmp_path / "annotations.jsonl"
    path.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def test_what_the_service_exports_keeps_its_records_and_what_it_is_of(command: typer.Typer, tmp_path: Path) -> None:
    result = run(command, "import", _exported(tmp_path, RECORD), "-o", tmp_path / "new")
    assert (result.exit_code, result.stderr) == (0, "")
    (imported,) = read_annotation(tmp_path / "new")
    assert (imported.title, imported.fiscal_year, imported.family) == ("培训总结", "2023", "project")
    assert imported.records is not None
    (record,) = imported.records
    assert "confidence" not in record
    assert [mention["text"] for mention in record["mentions"]] == ["培训员工", "120人次"]
    assert run(command, "validate", "--root", tmp_path / "new").exit_code == 0


def test_records_move_with_the_text(command: typer.Typer, tmp_path: Path) -> None:
    moved = {
        **RECORD,
        "mentions": [{**one, "start": one["start"] + 2, "end": one["end"] + 2} for one in RECORD["mentions"]],
    }
    path = _exported(tmp_path, moved, "\r\n" + TEXT)
    line = json.loads(path.read_text(encoding="utf-8"))
    spans = [{**one, "start": one["start"] + 2, "end": one["end"] + 2} for one in line["entities"]]
    path.write_text(json.dumps({**line, "entities": spans}, ensure_ascii=False), encoding="utf-8")
    run(command, "import", path, "-o", tmp_path / "new")
    (imported,) = read_annotation(tmp_path / "new")
    assert imported.records is not None
    assert [mention["start"] for mention in imported.records[0]["mentions"]] == [1, 5]


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ({**RECORD, "mentions": [{"label": "RATE", "start": 4, "end": 9, "text": "120人次"}]}, "不是导入的实体"),
        ({"id": "r1"}, "“records.0.mentions”不合格式：缺少"),
    ],
)
def test_records_that_do_not_fit_are_not_imported_and_it_is_said(
    command: typer.Typer, tmp_path: Path, record: object, told: str
) -> None:
    result = run(command, "import", _exported(tmp_path, record), "-o", tmp_path / "new")
    assert result.exit_code == 0
    assert told in result.stderr
    assert "记录不导入" in result.stderr
    (imported,) = read_annotation(tmp_path / "new")
    assert (len(imported.entities), imported.records) == (2, None)


def test_an_empty_folder_exports_nothing(command: typer.Typer, tmp_path: Path) -> None:
    result = run(command, "export", tmp_path, "--format", "doccano", "-o", tmp_path / "x.jsonl")
    assert (result.exit_code, (tmp_path / "x.jsonl").exists()) == (1, False)


def test_a_split_is_written_beside_the_reports(command: typer.Typer, root: Path) -> None:
    write_report(report(3, "接待来访群众18批，完成全部事项的办理，并逐一回访"), root)
    result = run(command, "split", root, "--held-out", "34%", "--seed", "5")
    assert result.exit_code == 0, result.output
    (held,) = tomllib.loads((root / "split.toml").read_text(encoding="utf-8"))["held_out"]["reports"]
    assert held == "samples/03"


@pytest.mark.parametrize("share", ["0%", "100%", "二成", "20"])
def test_a_share_that_is_none_is_a_usage_error(command: typer.Typer, root: Path, share: str) -> None:
    assert run(command, "split", root, "--held-out", share).exit_code == 2
