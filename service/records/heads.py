"""Head rows of tables → columns: what a column says of the figures below it, and which figure stands in which."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.labels import Label
from service.records.headwords import HEADS, Role, role_of
from service.records.items import Item
from service.records.layout import Row
from service.records.record import Stage
from service.records.spans import Span
from service.records.values import KNOWN_COUNTS, is_unit

_JAMMED = re.compile("|".join(f"(?P<h{i}>{words})" for i, (words, _, _) in enumerate(HEADS)))
UNIT_IN_BRACKETS = re.compile(r"[（(]\s*(?:单位[:：])?(?P<unit>[^（）()\d]{1,6}?)\s*[）)]")
YEAR = re.compile(r"(?<!\d)(?:20\d\d|19\d\d|[12１２][0-9０-９]{3})\s*年")
TIME = re.compile(
    rf"(?:{YEAR.pattern})?(?<!\d)\d{{1,2}}(?:[—－–~～至-]+\d{{1,2}})?月|{YEAR.pattern}|"
    "^(?:上年|去年)(?!.*[结增减])|全年(?=预计)"
)
"""The time that a head gives to its figures; （2022年度） below the title of a form is none."""
DEADLINE = re.compile(r"月(?:底|末|\d{1,2}日|[上中下]旬)|[日前]$")
"""A date by which something is done is a goal or a result in words and heads no column: 2023年11月底."""

MAX_HEAD = 24
LINE_NUMBER = re.compile(r"\d{1,3}")
"""A line whose figures are blank still has its number; a head has none beside its words."""
COUNTED = re.compile("^(?:行次|数量|人数|户数)(?:$|[（(])")
"""Heads of figures that leave open what is counted."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, the unit in its head, the name of its figures where only the head gives it."""

    index: int
    role: Role
    head: str
    stage: Stage | None = None
    unit: str | None = None
    name: Item | None = None
    period: str | None = None


def _unit(text: str) -> str | None:
    match = UNIT_IN_BRACKETS.search(text)
    if match is None:
        return text if text in KNOWN_COUNTS else None
    return match["unit"] if is_unit(match["unit"]) else None


def read_head(text: str, row: Row) -> list[Column] | None:
    """The columns of ``row`` where it is a head: no figures, and words that heads use, or names alone."""
    if any(item.is_value for item in row.items) or not all(_in_brackets(text, i) for i in row.items if i.is_points):
        return None
    if any(LINE_NUMBER.fullmatch(cell.text_of(text).strip()) for cell in row.cells[1:]):
        return None
    columns: list[Column] = []
    for index, cell in enumerate(row.cells):
        head = re.sub(r"\s+", "", cell.text_of(text))
        time = TIME.search(head) if len(head) <= MAX_HEAD and head[:1] not in ("（", "(") else None
        period = unicodedata.normalize("NFKC", time[0]) if time else None
        columns += [replace(column, period=period) for column in _columns(text, index, cell)]
    known = [c for c in columns if _is_known(c)]
    names = [item for item in row.items if item.is_name]
    rates = all(RATE_NAME.search(name.text) or _unit(text[name.end : name.end + 8]) in RATE_UNITS for name in names)
    if len(known) >= 2 or (known and len(row.cells) > 1 and len(columns) >= 2 and rates) or len(names) >= 2:
        return columns
    return None


def _is_known(column: Column) -> bool:
    """Whether the column says what its figures are, in which unit or of which year."""
    told = column.role not in (Role.OTHER, Role.LABEL) or column.unit is not None
    dated = YEAR.search(column.head) is not None and DEADLINE.search(column.head) is None
    return told or dated or COUNTED.search(column.head) is not None


def _in_brackets(text: str, item: Item) -> bool:
    """（20分）behind a head word: the full mark of the whole block."""
    before, after = item.start, item.end
    while before and text[before - 1].isspace():
        before -= 1
    while after < len(text) and text[after].isspace():
        after += 1
    return text[before - 1 : before] in "（(" and text[after : after + 1] in "）)*×"


def _columns(text: str, index: int, cell: Span) -> list[Column]:
    """The columns of one head cell; a jammed cell holds several."""
    columns: list[Column] = []
    content = cell.text_of(text)
    squeezed = re.sub(r"\s+", "", content)
    if not cell.items:
        if len(squeezed) <= MAX_HEAD:
            core = re.sub(r"[（(][^（）()]*[）)]", "", squeezed) or squeezed
            matches = _JAMMED.findall(core)
            if len(matches) <= 2 or len(core) <= 12:
                role, stage = role_of(core if role_of(core)[0] is not Role.OTHER else squeezed)
                return [Column(index, role, squeezed, stage, _unit(squeezed))]
        return _jammed(text, index, cell.start, cell.end)
    position = cell.start
    for item in cell.items:
        columns += _jammed(text, index, position, item.start)
        if item.is_name:
            columns.append(Column(index, Role.NAMED, item.text, None, _unit(text[item.end : item.end + 8]), item))
        position = item.end
    return columns + _jammed(text, index, position, cell.end)


def _jammed(text: str, index: int, start: int, end: int) -> list[Column]:
    columns = []
    for match in _JAMMED.finditer(text, start, end):
        _, role, stage = HEADS[int(str(match.lastgroup)[1:])]
        tail = text[match.end() : min(end, match.end() + 8)]
        unit = _unit(tail) if tail[:1] in "（(数值" else None
        if role is not Role.LABEL:
            columns.append(Column(index, role, match[0], stage, unit))
    return columns


WEIGHTS: dict[Role, dict[Label, float]] = {
    Role.FULL: {Label.FULL_MARK: 4},
    Role.SCORE: {Label.SCORE: 4},
    Role.DEDUCTION: {Label.DEDUCTION: 4},
    Role.GOAL: {Label.COUNT: 2.5, Label.RATE: 2, Label.AMOUNT: 2},
    Role.RESULT: {Label.COUNT: 2.6, Label.RATE: 2.1, Label.AMOUNT: 2.1},
    Role.STAGE: {Label.AMOUNT: 3, Label.COUNT: 0.5},
    Role.AMOUNT: {Label.AMOUNT: 2.5, Label.COUNT: 0.5},
    Role.CHANGE: {Label.RATE: 1.5, Label.AMOUNT: 1.2, Label.COUNT: 1.2},
    Role.NAMED: {Label.RATE: 3, Label.AMOUNT: 0.6, Label.COUNT: 0.6},
    Role.OTHER: {Label.COUNT: 1, Label.AMOUNT: 1, Label.RATE: 0.5},
    Role.LABEL: {},
}
SAME_PLACE = 2.0
RATE_UNITS = ("%", "％", "‰")
RATE_NAME = re.compile("率|比|系数|度$|幅$|进度|占")


def fit(item: Item, cell: int | None, column: Column) -> float:
    """How well a figure suits a column, 0 or less where it cannot stand there; ``cell`` is its place, if known."""
    weight = WEIGHTS.get(column.role, {}).get(item.label, 0.0)
    rates = RATE_NAME.search(column.head) is not None or column.unit in RATE_UNITS
    if column.name is not None and item.label is Label.RATE and not rates:
        return -1.0
    if weight <= 0:
        return -1.0
    if column.unit and item.label is Label.RATE and column.unit in "%％":
        weight += 0.5
    return weight + (SAME_PLACE if cell == column.index else 0.0)


def align(
    figures: Sequence[tuple[Item, int]], cells: int, columns: Sequence[Column], labelled: bool = True
) -> list[Column | None]:
    """The column of each (figure, cell index), in order: the assignment that suits best in sum.

    Places count where the row has about as many cells as the head, from the left or, where a cell is merged, the right;
    from the right too where one cell of the head spans several of the row, such as 科目编码 above 类, 款 and 项.
    """
    if not labelled and any(column.name is not None for column in columns):
        columns = [column for column in columns if column.name is not None]
        if len(columns) == len(figures):
            return list(columns)
    width = columns[-1].index + 1 if columns else 0
    shifts = {0, width - cells} if abs(width - cells) <= 1 else {None, *([width - cells] if cells > width else [])}
    results = [_align(figures, columns, shift) for shift in sorted(shifts, key=lambda s: (s is None, s))]
    return max(results, key=lambda result: result[0])[1]


def _align(
    figures: Sequence[tuple[Item, int]], columns: Sequence[Column], shift: int | None
) -> tuple[float, list[Column | None]]:
    rows, cols = len(figures), len(columns)
    gains = [
        [fit(item, None if shift is None else cell + shift, column) for column in columns] for item, cell in figures
    ]
    best = [[0.0] * (cols + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(cols - 1, -1, -1):
            both = gains[i][j] + best[i + 1][j + 1] if gains[i][j] > 0 else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], both)
    chosen: list[Column | None] = [None] * rows
    i = j = 0
    while i < rows and j < cols:
        if gains[i][j] > 0 and best[i][j] == gains[i][j] + best[i + 1][j + 1]:
            chosen[i] = columns[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            i += 1
    return best[0][0], chosen
