"""Which format files are in, told by their content and not by what they are called."""

import re
from collections.abc import Sequence
from typing import Any

from corpora.formats.files import File
from corpora.formats.findings import Findings, PlacedError
from corpora.formats.json_nodes import nodes
from corpora.formats.kinds import Format

ZLIB = b"\x78"
HEAD = 200
"""Lines from which columns are told."""
_MARK = re.compile(r"(?<!\\)⟦[^|⟦⟧\\\n]*\|")
_COLUMNS = re.compile(r"\S+\s(?:.*\s)?(?:O|[BIMELSU][-_]\S+)\s*", re.IGNORECASE)
_STUDIO = {"completions", "predictions", "annotation_id"}
_PRODIGY = {"_input_hash", "_task_hash", "answer", "tokens"}


def detect(files: Sequence[File]) -> Format:
    """The format of ``files``, of which there is at least one; raises ``PlacedError`` where none is recognised."""
    if any(file.name.endswith(".ann") for file in files):
        return Format.BRAT
    if any(file.name.endswith(".inline.txt") for file in files):
        return Format.INLINE
    found = _by_content(files[0])
    if found is None:
        known = "、".join(Format)
        raise PlacedError(files[0].place, f"认不出是哪种标注格式，请用 --format 指明（{known}）")
    return found


def _by_content(file: File) -> Format | None:
    if file.data.startswith(ZLIB):
        return Format.SPACY
    text = file.text()
    if text.lstrip()[:1] in ("{", "["):
        first = next(nodes([file], Findings()), None)
        return _by_object(first.value) if first is not None else None
    if _MARK.search(text):
        return Format.INLINE
    lines = [line for line in text.splitlines()[:HEAD] if line.strip() and not line.startswith("# ")]
    columns = sum(bool(_COLUMNS.fullmatch(line)) for line in lines)
    return Format.CONLL if columns > len(lines) / 2 else None


def _by_object(value: Any) -> Format | None:
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("data"), dict) or _STUDIO & value.keys():
        return Format.LABEL_STUDIO
    if _PRODIGY & value.keys() or "spans" in value:
        return Format.PRODIGY
    return Format.DOCCANO if "text" in value or isinstance(value.get("data"), str) else None
