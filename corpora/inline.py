"""The inline format: a report's text with its entities written into it as ``⟦LABEL|text⟧``.

A literal ``⟦``, ``⟧`` or backslash of the report is written with a backslash before it, inside a span and outside;
a bar needs no escape, because only the first one after ``⟦`` separates. Nothing else is changed, so that
``parse(render(text, entities)) == (text, entities)`` and, for well-formed sources, the other way round.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpora.errors import InlineError
from models.labels import Entity, Label

OPEN, CLOSE, BAR, ESCAPE = "⟦", "⟧", "|", "\\"
_SPECIAL = re.compile(r"[⟦⟧\\]")
_HEAD = re.compile(r"⟦([^|⟦⟧\\\n]*)\|")
_TOKEN = re.compile(r"\\[⟦⟧\\]|[⟦⟧\\]|[^⟦⟧\\]+")


@dataclass(frozen=True, slots=True)
class _Place:
    """Which code point of the source a code point of the text was read from."""

    text: int
    source: int


@dataclass(frozen=True, slots=True)
class InlineText:
    """What an inline source holds: the untagged text and its entities in order."""

    text: str
    entities: tuple[Entity, ...]
    source: str
    _places: tuple[_Place, ...]

    def locate(self, offset: int) -> tuple[int, int]:
        """Line and column (from 1) in the inline source of code point ``offset`` of the text."""
        place = max((p for p in self._places if p.text <= offset), key=lambda p: p.text, default=_Place(0, 0))
        return line_column(self.source, place.source + offset - place.text)


def line_column(source: str, position: int) -> tuple[int, int]:
    """Line and column (from 1) of code point ``position`` in ``source``."""
    return source.count("\n", 0, position) + 1, position - (source.rfind("\n", 0, position) + 1) + 1


def escape(text: str) -> str:
    """``text`` with a backslash before each literal bracket and backslash."""
    return _SPECIAL.sub(lambda match: ESCAPE + match[0], text)


def render(text: str, entities: Iterable[Entity]) -> str:
    """The inline source of ``text`` with ``entities``; raises ``ValueError`` where spans overlap."""
    parts: list[str] = []
    done = 0
    for entity in sorted(entities):
        if entity.start < done:
            raise ValueError(f"实体重叠：“{entity.text}”（{entity.start}–{entity.end}）与前一实体相交")
        parts += [escape(text[done : entity.start]), f"{OPEN}{entity.label}{BAR}"]
        parts += [escape(text[entity.start : entity.end]), CLOSE]
        done = entity.end
    return "".join([*parts, escape(text[done:])])


def parse(source: str) -> InlineText:
    """The text and entities of an inline ``source``; raises ``InlineError`` with line and column."""
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.parts: list[str] = []
        self.length = 0
        self.places: list[_Place] = []
        self.spans: list[tuple[Label, int, int]] = []
        self.opened: tuple[Label, int, int] | None = None

    def parse(self) -> InlineText:
        for position, token in self._tokens():
            if token == CLOSE:
                self._close(position)
            elif token == ESCAPE:
                raise self._error("反斜杠之后应为 ⟦、⟧ 或反斜杠", position)
            elif token.startswith(ESCAPE):
                self._put(token[1:], position + 1)
            else:
                self._put(token, position)
        if self.opened is not None:
            raise self._error("标记没有闭合，缺少 ⟧", self.opened[2])
        text = "".join(self.parts)
        entities = tuple(Entity.cut(text, label, start, end) for label, start, end in self.spans)
        return InlineText(text, entities, self.source, tuple(self.places))

    def _tokens(self) -> Iterator[tuple[int, str]]:
        position = 0
        while match := _TOKEN.match(self.source, position):
            if match[0] == OPEN:
                position = self._open(position)
                continue
            yield position, match[0]
            position = match.end()

    def _open(self, position: int) -> int:
        if self.opened is not None:
            raise self._error("标记之内不能再有标记", position)
        head = _HEAD.match(self.source, position)
        if head is None:
            raise self._error("⟦ 之后应为“标签|”；正文中的方括号请写作 \\⟦", position)
        try:
            label = Label(head[1])
        except ValueError:
            raise self._error(f"未知标签“{head[1]}”，应为 {'、'.join(Label)} 之一", position) from None
        self.opened = (label, self.length, position)
        return head.end()

    def _close(self, position: int) -> None:
        if self.opened is None:
            raise self._error("多余的 ⟧；正文中的方括号请写作 \\⟧", position)
        label, start, opened_at = self.opened
        if start == self.length:
            raise self._error("空标记", opened_at)
        self.spans.append((label, start, self.length))
        self.opened = None

    def _put(self, piece: str, position: int) -> None:
        self.places.append(_Place(self.length, position))
        self.parts.append(piece)
        self.length += len(piece)

    def _error(self, message: str, position: int) -> InlineError:
        return InlineError(message, *line_column(self.source, position))
