"""The command: exit codes, and what it tells on standard error."""

from __future__ import annotations

import csv
import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from service.batch.progress import Progress
from service.batch.schema import Result
from service.cli.app import run
from service.cli.batch_progress import closing
from tests.batch.conftest import Place, text_of

ROOT = Path(__file__).parents[2]


@pytest.fixture
def command(place: Place, tiny_version: Path) -> list[str]:
    return ["batch", str(place.source), "-o", str(place.out), "--model", str(tiny_version), "--workers", "1"]


def test_the_exit_code_tells_whether_all_some_or_none_was_done(
    command: list[str], place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    bad = place.write("bad.txt", "")
    assert run(command) == 1
    told = capfd.readouterr().err
    assert f"✗ {bad}：需要一份有文字的报告" in told
    assert told.splitlines()[-1] == f"失败的原因在 {place.out / 'errors'}。"
    place.write("a.txt", text_of(1))
    assert run([*command, "--retry-errors"]) == 3
    assert capfd.readouterr().err.splitlines()[-1] == (
        f"结果在 {place.out}，概览是 {place.out / 'summary.html'}；失败的原因在 {place.out / 'errors'}，概览里也有。"
    )
    place.write("b.txt", text_of(2))
    assert run(command) == 3
    told = capfd.readouterr().err
    assert "完成：共 3 份，成功 1，失败 0，此前已完成 1，此前已失败 1（用 --retry-errors 重试）" in told
    bad.unlink()
    assert run(command) == 0
    assert "此前已完成 2" in capfd.readouterr().err


def test_an_empty_folder_is_told_as_such(command: list[str], place: Place, capfd: pytest.CaptureFixture[str]) -> None:
    place.write(".DS_Store", "")
    assert run(command) == 1
    assert capfd.readouterr().err.splitlines()[-1] == (
        "什么也没有做：来源里一个文件也没有（目录是空的，或只有 .DS_Store、~$… 一类要略过的）；请检查路径。"
    )


def test_a_second_run_says_that_all_is_known_and_where_the_result_is(
    command: list[str], place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    place.write("a.txt", text_of(1))
    assert run(command) == 0
    capfd.readouterr()
    assert run(command) == 0
    told, where = capfd.readouterr().err.splitlines()[-2:]
    assert told.startswith("没有新的：共 1 份，都没有变，也就没有重做，此前已完成 1，用时 ")
    assert where == f"结果在 {place.out}，概览是 {place.out / 'summary.html'}。"


def test_the_seconds_are_those_of_the_whole_command_and_the_rates_those_of_the_processing() -> None:
    progress = Progress("run", started=time.monotonic() - 100)
    progress.results[Result.DOCUMENT] = 1
    progress.characters = 1_000
    assert progress.seconds >= 100
    assert progress.documents_per_second > 1 / 100
    assert closing(progress, Path("out"), None).startswith("完成：共 1 份，成功 1，失败 0，1,000 字，用时 1 分 40 秒")


def test_a_missing_source_or_model_is_nothing_done(
    command: list[str], place: Place, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    place.write("a.txt", text_of(1))
    assert run(["batch", str(place.source / "none"), "-o", str(place.out)]) == 1
    assert "不存在" in capfd.readouterr().err
    assert run([*command, "--model", str(tmp_path)]) == 1
    assert "模型无法加载" in capfd.readouterr().err
    assert run([*command, "--also", "pdf"]) == 2


def test_every_step_is_one_line_of_json_when_asked(
    command: list[str], place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    place.write("a.txt", text_of(1))
    place.write("bad.txt", "")
    assert run([*command, "--log", "json"]) == 3
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert [line["step"] for line in lines] == ["started", "input", "input", "committed", "finished"]
    results = {Path(line["name"]).name: line["result"] for line in lines if line["step"] == "input"}
    assert results == {"a.txt": "document", "bad.txt": "error"}
    assert lines[-1]["inputs"] == lines[-1]["total"] == 2
    assert lines[-1]["characters"] == len(text_of(1))


def test_on_a_terminal_there_is_a_bar(command: list[str], place: Place) -> None:
    place.write("a.txt", text_of(1))
    ours, theirs = pty.openpty()
    program = "import sys; from service.cli import main; main(sys.argv[1:])"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen([sys.executable, "-c", program, *command], stderr=theirs, env=environment) as process:
        os.close(theirs)
        told = b""
        with open(ours, "rb", buffering=0) as terminal:
            try:
                while part := terminal.read(1024):
                    told += part
            except OSError:  # the other side is closed
                pass
    assert process.returncode == 0
    assert "━" in told.decode()
    assert "1/1 份" in told.decode()


def test_tables_for_people_hold_the_current_rows(command: list[str], place: Place) -> None:
    place.write("=a.txt", text_of(1))
    place.write("bad.txt", "")
    assert run([*command, "--also", "xlsx,csv"]) == 3
    tables = {
        name: list(csv.DictReader((place.out / f"{name}.csv").read_text("utf-8-sig").splitlines()))
        for name in ("documents", "records", "checks", "errors")
    }
    assert [Path(row["name"]).name for row in tables["documents"]] == ["=a.txt"]
    assert [Path(row["name"]).name for row in tables["errors"]] == ["bad.txt"]
    assert len(tables["records"]) == len(place.rows("records"))
    book = openpyxl.load_workbook(place.out / "results.xlsx")
    assert {sheet.title: sheet.max_row - 1 for sheet in book} == {
        "报告": 1,
        "记录": len(tables["records"]),
        "核对": len(tables["checks"]),
        "失败": 1,
    }
    assert list((place.out / ".work").iterdir()) == [place.out / ".work" / "lock"]
