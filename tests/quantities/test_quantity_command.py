"""``jixi quantities FILE``."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from service.quantities.commands import register


def run(path: Path) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    return CliRunner().invoke(app, ["quantities", str(path)])


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "行.txt"
    path.write_text("投资1,204.50万元，得分9.5 分\n不少于三十，增幅5%-20%\n\n单位：万元\n", encoding="utf-8")
    return path


def test_each_line_gives_one_json_object_with_its_text(lines: Path) -> None:
    objects = [json.loads(line) for line in run(lines).stdout.splitlines()]
    assert [entry["text"] for entry in objects] == [
        "投资1,204.50万元，得分9.5 分",
        "不少于三十，增幅5%-20%",
        "",
        "单位：万元",
    ]
    assert [len(entry["quantities"]) for entry in objects] == [2, 2, 0, 0]


def test_figures_are_plain_strings_and_places_are_code_points(lines: Path) -> None:
    first, second = (json.loads(line)["quantities"] for line in run(lines).stdout.splitlines()[:2])
    assert first[0] == {"kind": "amount", "value": "12045000", "unit": "CNY", "bound": None, "start": 2, "end": 12}
    assert first[1] == {"kind": "count", "value": "9.5", "unit": "分", "bound": None, "start": 15, "end": 20}
    assert second[1] == {"kind": "rate", "min": "5", "max": "20", "unit": "%", "bound": None, "start": 8, "end": 14}


def test_a_one_sided_bound_gives_the_stated_value_and_the_open_range(lines: Path) -> None:
    bounded = json.loads(run(lines).stdout.splitlines()[1])["quantities"][0]
    assert (bounded["value"], bounded["min"], bounded["max"], bounded["bound"]) == ("30", "30", None, "≥")


def test_a_file_that_is_no_utf_8_is_refused_with_a_message(tmp_path: Path) -> None:
    path = tmp_path / "gbk.txt"
    path.write_bytes("收入3万元".encode("gbk"))
    result = run(path)
    assert result.exit_code == 2
    assert "不是 UTF-8 文本" in result.stderr
