"""Long reports show how far the work has come, on standard error; short ones do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.labels import Entity
from service.cli import progress
from service.documents import make_document
from service.pipeline import Pipeline
from tests.cli.conftest import Jixi
from tests.conftest import Spans

LINES = [f"抽取与核算：{percent}%" for percent in range(10, 101, 10)]


class ReportingTagger:
    """Finds nothing, in eight steps."""

    version = "reporting"
    reports_progress = True

    def tag(
        self, text: str, quantities: Spans, periods: Spans, progress: progress.Callback | None = None
    ) -> list[Entity]:
        for step in range(1, 9):
            if progress is not None:
                progress(step / 8)
        return []


def test_every_tenth_of_a_long_report_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.shown(progress.LONG) as tell:
        assert tell is not None
        for percent in range(101):
            tell(percent / 100)
    assert capsys.readouterr().err.splitlines() == LINES


def test_a_report_of_usual_length_shows_no_progress() -> None:
    with progress.shown(progress.LONG - 1) as tell:
        assert tell is None


def test_the_command_tells_the_progress_of_a_long_report_and_its_answer_stays_clean(
    jixi: Jixi, report_text: str, tmp_path: Path
) -> None:
    path = tmp_path / "长报告.txt"
    path.write_text(report_text + "全部工作按计划完成。\n" * 12_000, encoding="utf-8")
    code, out, err = jixi("extract", str(path), "--format", "jsonl")
    assert code == 0
    assert all(line.startswith("{") for line in out.splitlines())
    assert err.splitlines()[-1] == LINES[-1]


def test_the_share_done_rises_to_one_over_tagging_linking_and_checking() -> None:
    shares: list[float] = []
    Pipeline(ReportingTagger()).extract(make_document("预算100万元。"), shares.append)
    assert shares == sorted(shares)
    assert len(shares) > 8
    assert shares[-1] == 1
