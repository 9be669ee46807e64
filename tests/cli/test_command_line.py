from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.errors import DocumentError, EmptyDocumentError, JixiError, ModelError, OutputError

if TYPE_CHECKING:
    from tests.cli.conftest import Jixi

ROOT = Path(__file__).parents[2]


def python(code: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)


def test_help_names_every_command_and_exit_code(jixi: Jixi) -> None:
    code, out, _ = jixi("--help")
    assert code == 0
    assert all(word in out for word in ("extract", "check", "serve", "退出码"))


def test_without_arguments_the_help_is_shown(jixi: Jixi) -> None:
    assert "extract" in jixi()[1]


def test_the_help_of_serve_says_where_the_data_are(jixi: Jixi) -> None:
    assert "JIXI_DATA" in jixi("serve", "--help")[1]


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_is_told(jixi: Jixi, option: str) -> None:
    code, out, _ = jixi(option)
    assert code == 0
    assert out.startswith("jixi ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("extract",), "缺少参数 FILE"),
        (("extract", "a.txt", "--nope"), "没有选项 --nope"),
        (("extract", "a.txt", "--format", "xml"), "值不对"),
        (("nope",), "用法不对"),
        (("serve", "--port", "99999"), "值不对"),
    ],
)
def test_a_wrong_command_line_gives_one_chinese_line(jixi: Jixi, arguments: tuple[str, ...], told: str) -> None:
    code, out, err = jixi(*arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_a_missing_model_is_told_with_its_own_code(report_file: Path, tmp_path: Path) -> None:
    done = python(
        f"from service.cli import main; main(['extract', {str(report_file)!r}, '--model', {str(tmp_path / 'x')!r}])"
    )
    assert done.returncode == 3
    assert "模型" in done.stderr
    assert done.stderr.count("\n") == 1


def test_help_waits_for_no_model_library() -> None:
    heavy = "{'torch', 'spacy', 'onnxruntime', 'transformers', 'fastapi', 'numpy', 'jieba', 'pydantic'}"
    done = python(
        "import sys\nfrom service.cli.app import run\nrun(['--help'])\n"
        f"loaded = {heavy} & set(sys.modules)\nsys.exit(str(sorted(loaded)) if loaded else 0)"
    )
    assert done.returncode == 0, done.stderr


def test_a_room_that_cannot_be_loaded_leaves_the_others_working(monkeypatch: pytest.MonkeyPatch, jixi: Jixi) -> None:
    from service.cli import app  # noqa: PLC0415

    points = [EntryPoint("broken", "jixi_no_such_room.cli:register", app.GROUP)]
    monkeypatch.setattr(app, "entry_points", lambda group: points)
    assert jixi("--version")[0] == 0


def test_a_command_whose_extra_is_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch, jixi: Jixi) -> None:
    from service.cli import app, commands  # noqa: PLC0415

    def needy() -> None:
        raise ModuleNotFoundError("No module named 'torch'", name="torch")

    monkeypatch.setattr(app, "entry_points", lambda group: [])
    monkeypatch.setattr(commands, "register_quantities", lambda parent: parent.command("needy")(needy))
    code, _, err = jixi("needy")
    assert code == 1
    assert "torch" in err
    assert "pip install 'jixi[training]'（源码目录里：pip install -e '.[training]'）" in err


@pytest.mark.parametrize("error", [JixiError, DocumentError, EmptyDocumentError, ModelError, OutputError])
def test_every_error_has_a_code_a_status_and_a_chinese_title(error: type[JixiError]) -> None:
    assert error.exit_code in (1, 3)
    assert 400 <= error.http_status < 600
    assert any("\u4e00" <= char <= "\u9fff" for char in error.title)
    assert error("出错。").message == "出错。"
