from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Jixi


@pytest.fixture
def archive(report_text: str, tmp_path: Path) -> Path:
    path = tmp_path / "全县.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("水务局.txt", report_text)
        file.writestr("空.txt", "")
    return path


def test_each_report_of_an_archive_has_its_result_and_each_failure_its_line(jixi: Jixi, archive: Path) -> None:
    code, out, err = jixi("extract", str(archive), "--format", "json")
    (data,) = json.loads(out)
    assert code == 1
    assert data["records"]
    assert "空.txt" in err


@pytest.mark.parametrize("style", ["table", "jsonl", "csv"])
def test_every_format_names_the_report(jixi: Jixi, archive: Path, style: str) -> None:
    assert "全县.zip/水务局.txt" in jixi("extract", str(archive), "--format", style)[1]


def test_a_page_is_made_of_one_report_only(jixi: Jixi, archive: Path) -> None:
    code, _, err = jixi("extract", str(archive), "--format", "html")
    assert code == 1
    assert "一份报告" in err


def test_all_reports_of_an_archive_are_checked(jixi: Jixi, archive: Path) -> None:
    code, out, err = jixi("check", str(archive))
    assert code == 1
    assert "水务局" in out
    assert "空.txt" in err
