"""Automatic numbers of paragraphs: they are printed before the text, but stand nowhere in it."""

import re
from dataclasses import dataclass
from typing import Final

from service.documents.readers.numerals import numeral
from service.documents.readers.package import Element, Package, attribute, child, local, value

LEVEL = re.compile(r"%([1-9])")
DEEPEST_CHAIN: Final = 20
"""Styles that build on styles; files may be circular."""
CLOSED = re.compile(r"[、，。．：）」』】〉》\u3000 ]$")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its numbers look, and where they begin."""

    start: int
    style: str
    text: str
    behind: str
    legal: bool
    restarts: int | None


class Numbering:
    """The lists of a document and how far each has counted; ask in document order."""

    def __init__(self, package: Package, folder: str) -> None:
        styles, lists = package.xml(f"{folder}/styles.xml"), package.xml(f"{folder}/numbering.xml")
        self._styles = _by_id(styles, "style", "styleId")
        self._default = next((id for id, one in self._styles.items() if _is_default(one)), None)
        self._abstract = _by_id(lists, "abstractNum", "abstractNumId")
        self._lists = _by_id(lists, "num", "numId")
        self._levels: dict[str, list[Level]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def before(self, paragraph: Element) -> str:
        """The number printed before ``paragraph``, with the blank behind it; empty where there is none or a bullet."""
        found = self._of(paragraph)
        if found is None:
            return ""
        list_id, depth = found
        levels = self._levels_of(list_id)
        if depth >= len(levels):
            return ""
        self._count(list_id, levels, depth)
        return self._printed(self._key(list_id), levels, depth)

    def _of(self, paragraph: Element) -> tuple[str, int] | None:
        """List and level of ``paragraph``, its own or those of its style; list 0 takes the style's away."""
        own = child(paragraph, "pPr", "numPr")
        list_id, depth = value(own, "numId"), value(own, "ilvl")
        name = value(paragraph, "pPr", "pStyle") or self._default
        if list_id is None:
            list_id, level = self._of_style(name)
            depth = depth or level
        if list_id is None or list_id == "0" or list_id not in self._lists:
            return None
        return list_id, min(int(depth) if depth and depth.isdigit() else self._linked(list_id, name), 8)

    def _of_style(self, name: str | None) -> tuple[str | None, str | None]:
        for _ in range(DEEPEST_CHAIN):
            style = self._styles.get(name or "")
            if style is None:
                break
            numbered = child(style, "pPr", "numPr")
            if numbered is not None and value(numbered, "numId") is not None:
                return value(numbered, "numId"), value(numbered, "ilvl")
            name = value(style, "basedOn")
        return None, None

    def _linked(self, list_id: str, style: str | None) -> int:
        """The level of a list that is made for ``style``."""
        definition = self._definition(list_id)
        levels = [one for one in definition if local(one) == "lvl"] if definition is not None else []
        return next((index for index, one in enumerate(levels) if style and value(one, "pStyle") == style), 0)

    def _definition(self, list_id: str) -> Element | None:
        for _ in range(DEEPEST_CHAIN):
            abstract = self._abstract.get(value(self._lists.get(list_id), "abstractNumId") or "")
            link = value(abstract, "numStyleLink")
            if link is None:
                return abstract
            list_id = value(self._styles.get(link), "pPr", "numPr", "numId") or ""
        return None

    def _levels_of(self, list_id: str) -> list[Level]:
        if list_id not in self._levels:
            definition = self._definition(list_id)
            own = {attribute(one, "ilvl"): one for one in self._lists[list_id] if local(one) == "lvlOverride"}
            found = [one for one in definition if local(one) == "lvl"] if definition is not None else []
            self._levels[list_id] = [_level(one, own.get(attribute(one, "ilvl"))) for one in found]
        return self._levels[list_id]

    def _key(self, list_id: str) -> str:
        """Lists of one definition count on together."""
        return value(self._lists[list_id], "abstractNumId") or list_id

    def _count(self, list_id: str, levels: list[Level], depth: int) -> None:
        counts = self._counts.setdefault(self._key(list_id), [None] * 9)
        overridden = any(
            local(one) == "lvlOverride"
            and attribute(one, "ilvl") == str(depth)
            and child(one, "startOverride") is not None
            for one in self._lists[list_id]
        )
        fresh = overridden and (list_id, depth) not in self._begun
        self._begun.add((list_id, depth))
        last = counts[depth]
        counts[depth] = levels[depth].start if last is None or fresh else last + 1
        for below in range(depth + 1, len(levels)):
            restarts = levels[below].restarts
            if restarts is None or depth < restarts:
                counts[below] = None

    def _printed(self, key: str, levels: list[Level], depth: int) -> str:
        level, counts = levels[depth], self._counts[key]
        if level.style == "bullet":
            return ""

        def number(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            if index >= len(levels):
                return ""
            count = counts[index]
            return numeral(
                levels[index].start if count is None else count, "decimal" if level.legal else levels[index].style
            )

        text = LEVEL.sub(number, level.text)
        if not text:
            return ""
        return text + ("" if CLOSED.search(text) and level.behind != " " else level.behind)


def _by_id(root: Element | None, name: str, key: str) -> dict[str, Element]:
    return {attribute(one, key) or "": one for one in root if local(one) == name} if root is not None else {}


def _is_default(style: Element) -> bool:
    return attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true", "on")


def _level(element: Element, override: Element | None) -> Level:
    inner = child(override, "lvl")
    element = element if inner is None else inner
    start = value(override, "startOverride") or value(element, "start") or "1"
    restart = value(element, "lvlRestart")
    return Level(
        start=int(start) if start.isdigit() else 1,
        style=value(element, "numFmt") or "decimal",
        text=value(element, "lvlText") or "",
        behind={"space": " ", "nothing": ""}.get(value(element, "suff") or "tab", " "),
        legal=child(element, "isLgl") is not None and value(element, "isLgl") not in ("0", "false"),
        restarts=int(restart) if restart and restart.isdigit() else None,
    )
