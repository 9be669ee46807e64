"""The pattern language: choices ``<a/b>``, slots ``{name:key}`` and entities ``⟦LABEL|text⟧``, nested at will."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from models.labels import Label


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences."""

    options: tuple["Sequence_", ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that a slot function fills; ``key`` may hold choices of its own."""

    name: str
    key: "Sequence_"


@dataclass(frozen=True, slots=True)
class Tagged:
    """Text that is an entity."""

    label: Label
    body: "Sequence_"


Node = str | Choice | Slot | Tagged
Sequence_ = tuple[Node, ...]


class PatternError(ValueError):
    """A pattern with an unclosed bracket or an unknown label."""


def parse(pattern: str) -> Sequence_:
    """The nodes of ``pattern``; raises ``PatternError``."""
    reader = _Reader(pattern)
    nodes = reader.sequence("")
    if reader.at < len(pattern):
        raise PatternError(f"模式“{pattern}”第 {reader.at + 1} 个字符“{pattern[reader.at]}”没有与之相配的开括号")
    return nodes


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def sequence(self, stops: str) -> Sequence_:
        nodes: list[Node] = []
        text = ""
        while self.at < len(self.pattern) and (char := self.pattern[self.at]) not in stops:
            if char in "<{⟦":
                if text:
                    nodes.append(text)
                    text = ""
                nodes.append(self._bracket(char))
            elif char in ">}⟧":
                break
            else:
                text += char
                self.at += 1
        return (*nodes, text) if text else tuple(nodes)

    def _bracket(self, opener: str) -> Node:
        self.at += 1
        if opener == "<":
            options = [self.sequence("/")]
            while self._take("/"):
                options.append(self.sequence("/"))
            self._close(">")
            return Choice(tuple(options))
        if opener == "{":
            name = self._word(":}")
            key = self.sequence("") if self._take(":") else ()
            self._close("}")
            return Slot(name, key)
        label = self._word("|")
        self._take("|")
        body = self.sequence("")
        self._close("⟧")
        if label not in Label.__members__:
            raise PatternError(f"模式“{self.pattern}”中的标签“{label}”不存在，应为 {'、'.join(Label.__members__)} 之一")
        return Tagged(Label[label], body)

    def _word(self, stops: str) -> str:
        start = self.at
        while self.at < len(self.pattern) and self.pattern[self.at] not in stops:
            self.at += 1
        return self.pattern[start : self.at]

    def _take(self, char: str) -> bool:
        if self.pattern[self.at : self.at + 1] != char:
            return False
        self.at += 1
        return True

    def _close(self, char: str) -> None:
        if not self._take(char):
            raise PatternError(f"模式“{self.pattern}”第 {self.at + 1} 个字符处缺少“{char}”")


def slots_of(nodes: Sequence_) -> Iterator[Slot]:
    """All the slots in ``nodes``, those in choices and entities included."""
    for node in nodes:
        if isinstance(node, Slot):
            yield node
        elif isinstance(node, Tagged):
            yield from slots_of(node.body)
        elif isinstance(node, Choice):
            for option in node.options:
                yield from slots_of(option)


def choose(nodes: Sequence_, rng: Random) -> Iterator[str | Slot | Tagged]:
    """``nodes`` with every choice outside entities and slots made."""
    for node in nodes:
        if isinstance(node, Choice):
            yield from choose(rng.choice(node.options), rng)
        else:
            yield node
