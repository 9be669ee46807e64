"""The Markdown that the project itself writes, cards and reports of trainings, as blocks for a template."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with its ``level``, a paragraph, a list or a table; only the fields of its kind are set."""

    kind: str
    text: str = ""
    level: int = 0
    items: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = field(default=())


def blocks(markdown: str) -> Iterator[Block]:
    """The blocks of ``markdown`` in order; what is not known stays a paragraph, so that no word is lost."""
    lines = _without_front_matter(markdown.split("\n"))
    for kind, members in groupby(lines, key=_kind):
        group = [line.strip() for line in members]
        match kind:
            case "heading":
                yield from (
                    Block("heading", _plain(line.lstrip("#")), len(line) - len(line.lstrip("#"))) for line in group
                )
            case "table":
                rows = [
                    [_plain(cell) for cell in line.strip("|").split("|")] for line in group if set(line) - set("|-: ")
                ]
                yield Block("table", rows=rows)
            case "list":
                yield Block("list", items=[_plain(line[2:]) for line in group])
            case "text" if text := "".join(line for line in group if not line.startswith("```")):
                yield Block("text", _plain(text))


def _kind(line: str) -> str:
    line = line.strip()
    if not line:
        return ""
    return {"#": "heading", "|": "table"}.get(line[0], "list" if line.startswith(("- ", "* ")) else "text")


def _plain(text: str) -> str:
    return text.replace("**", "").replace("`", "").strip()


def _without_front_matter(lines: Sequence[str]) -> Sequence[str]:
    if lines and lines[0] == "---" and "---" in lines[1:]:
        return lines[lines.index("---", 1) + 1 :]
    return lines
