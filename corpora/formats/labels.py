"""The words of a file for the labels: mapped, known, or unknown with the nearest known one."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path

from corpora.errors import CorpusError
from models.labels import Label

CLOSE = 0.6
"""Least likeness (difflib's ratio) of a label that is suggested."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Which label a word of a file stands for; ``mapping`` gives ``None`` for words to leave out on purpose."""

    mapping: Mapping[str, Label | None] = field(default_factory=dict)

    def knows(self, word: str) -> bool:
        """Whether ``word`` is mapped or a label."""
        return word in self.mapping or word in set(Label)

    def get(self, word: str) -> Label | None:
        """The label of a known ``word``, ``None`` where the mapping leaves it out."""
        return self.mapping[word] if word in self.mapping else Label(word)

    def complain(self, word: str) -> str:
        """The message about an unknown ``word``."""
        near = nearest(word)
        hint = f"，是否为 {near}？" if near else f"，应为 {'、'.join(Label)} 之一。"
        return f"未知标签“{word}”{hint}可在标签对照（--labels）中写明它对应哪个标签"


def nearest(word: str) -> Label | None:
    """The known label that ``word`` most likely means."""
    plain = word.strip().upper().replace("-", "_").replace(" ", "_")
    names = _names()
    if plain in names:
        return names[plain]
    close = get_close_matches(plain, names, n=1, cutoff=CLOSE)
    return names[close[0]] if close else None


@cache
def _names() -> dict[str, Label]:
    table = tomllib.loads(files("corpora.formats").joinpath("label_names.toml").read_text(encoding="utf-8"))
    return {str(label): label for label in Label} | {
        name: Label(label) for label, names in table.items() for name in names
    }


def read_labels(path: Path) -> Labels:
    """The mapping of a TOML file with a table ``[labels]``; raises ``CorpusError`` naming what is wrong.

    ``"金额" = "AMOUNT"`` maps a word, ``"备注" = ""`` leaves its spans out.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("labels")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CorpusError(f"{path}：无法读取标签对照（{error}）") from error
    if not isinstance(table, dict):
        raise CorpusError(f'{path}：应有一张 [labels] 表，每行形如 "金额" = "AMOUNT"')
    return Labels({word: _label(path, word, value) for word, value in table.items()})


def _label(path: Path, word: str, value: object) -> Label | None:
    if value == "":
        return None
    try:
        return Label(str(value))
    except ValueError:
        near = nearest(str(value))
        hint = f"，是否为 {near}？" if near else f"，应为 {'、'.join(Label)} 之一"
        raise CorpusError(f"{path}：“{word}”对应的“{value}”不是已知标签{hint}") from None
