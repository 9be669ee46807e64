"""Reports of which only the arithmetic is annotated: contradictions that were planted in them, and claims that hold.

``development`` may be read while rules are written; ``held-out`` is only counted on. No hand wrote for both.
"""

import json
from pathlib import Path

from corpora.errors import CorpusError
from corpora.report import AnnotatedReport, read_text

ROOT = Path(__file__).parent / "contradictions"
PARTS = ("development", "held-out")


def read_contradictions(part: str, root: Path = ROOT) -> list[AnnotatedReport]:
    """The reports of ``part``, without entities and records; raises ``CorpusError``."""
    if part not in PARTS:
        raise CorpusError(f"没有名为“{part}”的部分，应为 {'、'.join(PARTS)} 之一")
    return [_read(path) for path in sorted((root / part).glob("*.txt"))]


def _read(path: Path) -> AnnotatedReport:
    data = json.loads(read_text(path.with_suffix(".json")))
    return AnnotatedReport(
        id=path.stem,
        folder=path.parent.name,
        text=read_text(path),
        entities=(),
        records=None,
        violations=tuple(data["violations"]),
        holds=tuple(data["holds"]),
        family=data["family"],
        skeleton=data["skeleton"],
    )
