"""What tests of the skins share: a short annotated report, and a tagger that knows it by heart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from corpora.inline import parse
from models.labels import Entity

if TYPE_CHECKING:
    from service.pipeline import Pipeline

GOLDEN = Path(__file__).parent / "golden"
EXAMPLE = Path(__file__).parent.parent / "examples" / "report.txt"


Spans = Sequence[tuple[int, int]]


class ScriptedTagger:
    """Finds the annotated entities of one report wherever they stand, in order; needs no weights.

    The pipeline asks no more of a tagger than this, so that the skins can be tested before a model is trained.
    """

    version = "scripted"

    def __init__(self, entities: Sequence[Entity]) -> None:
        self.entities = entities

    def tag(self, text: str, quantities: Spans, periods: Spans) -> list[Entity]:
        found, offset = [], 0
        for entity in self.entities:
            start = text.find(entity.text, offset)
            if start >= 0:
                offset = start + len(entity.text)
                found.append(Entity.cut(text, entity.label, start, offset, 0.9))
        return found


@pytest.fixture(scope="session")
def annotated() -> tuple[str, tuple[Entity, ...]]:
    parsed = parse((GOLDEN / "short.inline.txt").read_text(encoding="utf-8"))
    return parsed.text, parsed.entities


@pytest.fixture(scope="session")
def report_text(annotated: tuple[str, tuple[Entity, ...]]) -> str:
    return annotated[0]


@pytest.fixture(scope="session")
def pipeline(annotated: tuple[str, tuple[Entity, ...]]) -> Pipeline:
    from service.pipeline import Pipeline  # noqa: PLC0415 -- the tests of one room do not load the others

    return Pipeline(ScriptedTagger(annotated[1]))


@pytest.fixture
def report_file(report_text: str, tmp_path: Path) -> Path:
    path = tmp_path / "报告.txt"
    path.write_text(report_text, encoding="utf-8")
    return path


settings.register_profile("jixi", deadline=None, print_blob=True)
settings.load_profile("jixi")


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.tiny import write_encoder  # noqa: PLC0415 -- loads torch

    return write_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="session")
def tiny_version(tiny_encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.tiny import write_version  # noqa: PLC0415 -- loads torch

    return write_version(tiny_encoder, tmp_path_factory.mktemp("weights") / "tiny")
