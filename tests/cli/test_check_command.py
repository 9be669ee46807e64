from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Jixi


def test_a_report_that_contradicts_itself_exits_with_four(jixi: Jixi, report_file: Path) -> None:
    code, out, _ = jixi("check", str(report_file))
    assert code == 4
    assert "✗ 分项合计" in out


def test_a_report_that_adds_up_exits_with_zero(jixi: Jixi, report_text: str, tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_text(report_text.replace("950万元", "960万元"), encoding="utf-8")
    code, out, _ = jixi("check", str(path))
    assert code == 0
    assert "✗" not in out


def test_what_holds_is_listed_below_what_does_not(jixi: Jixi, report_file: Path) -> None:
    out = jixi("check", str(report_file))[1]
    assert out.index("✗ 分项合计") < out.index("✓ 得分合计")
