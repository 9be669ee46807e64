from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from service.pipeline import Pipeline

Jixi = Callable[..., tuple[int, str, str]]


@pytest.fixture
def jixi(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes], pipeline: Pipeline) -> Jixi:
    """Run the command in this process with the scripted tagger: exit code, standard output, standard error."""
    from service.cli.app import run  # noqa: PLC0415
    from service.pipeline import Pipeline  # noqa: PLC0415

    monkeypatch.setattr(Pipeline, "load", classmethod(lambda cls, model=None: pipeline))
    monkeypatch.setenv("COLUMNS", "120")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(arguments)
        captured = capsysbinary.readouterr()
        return code, captured.out.decode(), captured.err.decode()

    return call
