"""Bound words beside a number: 约 不少于 before it, 以上 左右 after it."""

import re

from service.quantities.quantity import Bound
from service.quantities.units import alternatives, load

_TABLE = load("bounds")
_BEFORE = {word: Bound(sign) for sign, words in _TABLE["before"].items() for word in words}
_AFTER = {word: Bound(sign) for sign, words in _TABLE["after"].items() for word in words}
_NOT_BEHIND: dict[str, str] = _TABLE["not_behind"]
_REACH = 12
"""How many characters before a number a bound word and what may stand between can take."""

_BETWEEN = r"(?:[达到有为在过至了\s]|人民币|&nbsp;)*"
_SIGNS = [word for word in _BEFORE if not word[0].isalpha()]
_LAST_CHARACTERS = frozenset(word[-1] for word in _BEFORE) | frozenset("达到有为在过至了币; \n\t|")
# Only a sign can stand in a cell of its own: ≥ | 46.
_BEFORE_PATTERN = re.compile(f"(?:({alternatives(_BEFORE)}){_BETWEEN}|({alternatives(_SIGNS)})[\\s|]*)$")
_COMPARISONS = frozenset(_TABLE["comparisons"]["words"])
_GOAL_BEHIND = re.compile(rf" ?的[\u4e00-\u9fff]{{0,3}}(?:{alternatives(_TABLE['comparisons']['goals'])})")
_AFTER_PATTERN = re.compile(rf" ?(?:\(含\) ?)?({alternatives(_AFTER)})")
_FIRST_CHARACTERS = frozenset(word[0] for word in _AFTER) | frozenset(" (")


def bound_before(folded: str, start: int, end: int) -> Bound | None:
    """What the words directly before ``start`` say about the number in ``start:end``."""
    if start == 0 or folded[start - 1] not in _LAST_CHARACTERS:
        return None
    begin = max(0, start - _REACH)
    match = _BEFORE_PATTERN.search(folded[begin:start])
    if match is None:
        return None
    word = match[1] or match[2]
    behind = folded[begin + match.start() - 1 : begin + match.start()] if begin + match.start() else ""
    if behind and behind in _NOT_BEHIND.get(word, ""):
        return None
    if word in _COMPARISONS and _GOAL_BEHIND.match(folded, end):
        return None
    return _BEFORE[word]


def bound_after(folded: str, end: int) -> Bound | None:
    """What the words directly after ``end`` say about the number there."""
    if folded[end : end + 1] not in _FIRST_CHARACTERS:
        return None
    match = _AFTER_PATTERN.match(folded, end)
    return _AFTER[match[1]] if match else None
