"""Tables → drafts: a row label serves the cells behind it, the column says what each of them is."""

import re
from collections.abc import Mapping
from itertools import pairwise

from models.labels import Label
from service.records.draft import Draft, Place
from service.records.heads import Column, align, fit, read_head
from service.records.headwords import Role
from service.records.items import Item
from service.records.layout import Row, Table
from service.records.one_a_line import split_by_line
from service.records.prose import ProseReader
from service.records.rows import Line, LineBuilder
from service.records.scores import lost_points, trim_reason
from service.records.spans import Span
from service.records.stages import stage_of_title
from service.records.table_units import TITLE_REACH, counted_unit, with_listed_units
from service.records.values import DeclaredUnits, is_unit

POINT_ROLES = frozenset({Role.FULL, Role.SCORE, Role.DEDUCTION})
BESIDE_GOALS = POINT_ROLES | {Role.RESULT, Role.UNIT, Role.SIGN}
"""One of them stands beside several columns of goals; a form that only asks for goals is no head of figures."""
REASON_HEAD = re.compile("原因")
RESULT_KEY = re.compile("(?:实际|全年)?完成(?:值|数|情况)?|实际(?:值|数)|结果")
RULE_HEAD = re.compile("标准|依据|办法|细则")
CODE = re.compile(r"\d{3}(?:\d{2}){0,2}")
"""Codes of functional and economic lines: class, section and item have three, five and seven digits."""

UNIT_CELL = re.compile(r"[^\d\s，。；：、]{1,6}")


class TableReader:
    """Reads tables one after the other; a table without a head goes on under the head before it."""

    def __init__(self, text: str, declared: DeclaredUnits) -> None:
        self.text = text
        self.declared = declared
        self.columns: list[Column] = []
        self.unit: str | None = None
        self.row = 0
        self.goal_word: Item | None = None
        self.code = ""
        self.goal_columns: list[Column] = []
        self.seen: dict[tuple[Label, ...], list[Column | None]] = {}
        self.sheet = 0
        self.head_block = -1
        self.counted: str | None = None
        self.heads: set[tuple[str, ...]] = set()

    def read(self, table: Table, block: int, earlier: Mapping[str, Draft]) -> list[Draft]:
        """The drafts of ``table``, the block of that number; ``earlier`` has the levels of the blocks before."""
        self.block = block
        self.earlier = earlier
        drafts: list[Draft] = []
        rows = split_by_line(self.text, table.rows[0], self._roles()) if table.by_line else list(table.rows)
        label: Item | None = None
        start = next((row.start for row in table.rows if row.cells), 0)
        self._take_sheet(rows, block)
        self.counted = counted_unit(self.text, start)
        stage = stage_of_title(self.text[max(0, start - TITLE_REACH) : start])
        self._drop_head(rows)
        for at, row in enumerate(rows):
            columns = read_head(self.text, row)
            if columns is not None:
                self._take_head(row, columns, rows[at + 1 :])
                label = None
                if not any(item.is_points for item in row.items):
                    continue
            self.row += 1
            cells = [cell for cell in row.cells if columns is None or any(item.is_points for item in cell.items)]
            found, label = self._row(Row(tuple(cells)), label)
            drafts += found
        for draft in drafts:
            draft.table_stage = stage
        return drafts

    def _take_sheet(self, rows: list[Row], block: int) -> None:
        """A table that opens with a head of the table before goes on with it."""
        heads = [tuple(c.head for c in columns) for row in rows if (columns := read_head(self.text, row)) is not None]
        if not heads or heads[0] not in self.heads:
            self.sheet, self.heads = block, set()
        self.heads |= set(heads)

    def _roles(self) -> list[Role]:
        """What each cell of a row under the head right above the table holds."""
        if self.block > self.head_block + 1:
            return []
        roles = {column.index: column.role for column in reversed(self.columns)}
        return [roles.get(index, Role.OTHER) for index in range(max(roles, default=-1) + 1)]

    def _drop_head(self, rows: list[Row]) -> None:
        """Rows of points do not stand under the head of a table before that has no column for points."""
        pointed = [row for row in rows if any(item.is_points for item in row.items)]
        if 2 * len(pointed) > len(rows) and not any(column.role in POINT_ROLES for column in self.columns):
            self.columns, self.seen, self.unit = [], {}, None

    def _take_head(self, row: Row, columns: list[Column], below: list[Row]) -> None:
        again = [c.head for c in self.columns] == [c.head for c in columns]  # a page break repeats the head alone
        self.columns = self.columns if again else with_listed_units(self.text, row, columns, below)
        self.seen = {}
        self.head_block = self.block
        roles = [column.role for column in columns]
        if roles.count(Role.GOAL) == 1 or (Role.GOAL in roles and BESIDE_GOALS & set(roles)):
            self.goal_columns = self.columns
        first = row.cells[0].text_of(self.text)
        units = [c.unit for c in columns if c.unit]
        match = re.search(r"[（(](?:单位[:：])?([^（）()]*元)[）)]", first)
        self.unit = match[1] if match else None
        if self.unit and columns and columns[0].unit == self.unit and len(units) == 1:
            self.unit = units[0]

    # a row

    def _row(self, row: Row, label: Item | None) -> tuple[list[Draft], Item | None]:
        lines, drafts = [Line(label)], []
        self.code = ""
        self._row_goal(row)
        for index, cell in enumerate(row.cells):
            names = [item for item in cell.items if item.is_name]
            values = [item for item in cell.items if item.is_value]
            if names and values and not self._is_labelled(cell):
                place = Place(self.block, 0, True, self.row, sheet=self.sheet)
                items = [self.goal_word, *cell.items] if self.goal_word else list(cell.items)
                found = ProseReader(self.text, items, place, self.earlier).read()
                for draft in found:
                    draft.unit = draft.unit or self._money_unit(None)
                loose = [draft for draft in found if draft.is_score and _is_loose(draft, found, lines[-1])]
                lines[-1].loose += loose
                drafts += [draft for draft in found if draft not in loose]
                continue
            if not values and names and lines[-1].label is not None and self._is_remark_of_row(row, index):
                continue
            self._cell(lines, index, cell, names)
        for line in lines:
            drafts += self._drafts(line, len(row.cells))
        self._remark(row, drafts)
        named = [line.label for line in lines if line.label is not None]
        return drafts, named[-1] if named and not lines[-1].figures else None

    def _remark(self, row: Row, drafts: list[Draft]) -> None:
        """A cell of words behind the points says why points were lost, unless its head says that it is the rule."""
        lines = [draft for draft in drafts if draft.is_score and draft.names]
        if not lines:
            return
        lost = lost_points(lines[-1])
        last = max(item.end for item in (lines[-1].full, lines[-1].score) if item is not None) if lines[-1].score else 0
        for index, cell in enumerate(row.cells):
            if cell.start < last or not last:
                continue
            column = next((c for c in self.columns if c.index == index), None)
            if column is not None and len(row.cells) == self.columns[-1].index + 1 and RULE_HEAD.search(column.head):
                continue
            if not lost and (column is None or not REASON_HEAD.search(column.head)):
                continue
            reason = trim_reason(self.text, cell.start, cell.end)
            if reason is not None and lines[-1].reason is None:
                lines[-1].reason = reason

    def _row_goal(self, row: Row) -> None:
        """项目资金申请 | 资金总额 | 326.5: a goal word in a cell of its own governs its row and merged ones."""
        merged = not row.cells[0].text_of(self.text).strip() and self.goal_word is not None
        alone = [
            cell.items[-1]
            for cell in row.cells
            if cell.items and all(i.label is Label.TARGET and i.text[0].isalpha() for i in cell.items)
        ]
        if any(RESULT_KEY.fullmatch(cell.text_of(self.text).strip()) for cell in row.cells):
            alone = []  # 目标值 | ≥18期 | 完成值 | 20期: each word is the key of the next cell alone
        if alone or not merged:
            self.goal_word = alone[0] if alone else None

    def _is_labelled(self, cell: Span) -> bool:
        """A label with its cells jammed behind it: the figures come after it with no words between."""
        items = cell.items
        gaps = [self.text[a.end : b.start].strip() for a, b in pairwise(items)]
        return (
            items[0].is_name
            and all(not gap for gap in gaps)
            and sum(i.is_name for i in items) == 1
            and any(i.label is Label.TARGET for i in items)
        )

    def _is_remark_of_row(self, row: Row, index: int) -> bool:
        """Whether the cell is in a column of words, in a row that has a cell for each head: its names label none."""
        column = next((c for c in self.columns if c.index == index), None)
        full = bool(self.columns) and len(row.cells) == self.columns[-1].index + 1
        return full and column is not None and column.role is Role.TEXT

    def _cell(self, lines: list[Line], index: int, cell: Span, names: list[Item]) -> None:
        line = lines[-1]
        if not cell.items:
            content = cell.text_of(self.text).strip()
            if CODE.fullmatch(content):
                self.code = content
            if line.unit is None and UNIT_CELL.fullmatch(content) and self._is_unit(content, index):
                line.unit = content
            return
        sign: Item | None = None
        for item in cell.items:
            if item.is_name:
                before: list[tuple[Item, int, Item | None]] = []
                if line.label is None and line.period is None and all(f.is_points for f, _, _ in line.figures):
                    before = lines.pop().figures
                prefix = self.text[cell.start : item.start]
                code = CODE.fullmatch(prefix.strip())
                line = Line(item, before, prefix=prefix, code=code[0] if code else self.code)
                self.code = ""
                match = re.match(r"\s*[（(]([^（）()\d]{1,5})[）)]", self.text[item.end : item.end + 8])
                line.label_unit = match[1] if match and is_unit(match[1]) else None
                lines.append(line)
            elif item.label is Label.PERIOD:
                line.period = item
            elif item.label is Label.TARGET and item is not self.goal_word:
                sign = item
                line.figures.append((item, index, None))
            elif item.is_numeric:
                line.figures.append((item, index, sign))
                if line.period is not None:
                    line.periods[item] = line.period
                sign = None

    def _is_unit(self, content: str, index: int) -> bool:
        column = next((c for c in self.columns if c.index == index), None)
        if content in ("无", "—", "-", "/"):
            return False
        if column is not None and column.role is Role.UNIT:
            return True
        told = any(c.role is Role.UNIT for c in self.columns) or not self.columns
        return told and is_unit(content)

    def _money_unit(self, column: Column | None) -> str | None:
        return (column.unit if column else None) or self.unit

    # a line

    def _drafts(self, line: Line, cells: int) -> list[Draft]:
        signs: dict[int, Item] = {}
        figures: list[tuple[Item, int]] = []
        sign: Item | None = None
        for item, index, _ in line.figures:
            if item.label is Label.TARGET:
                sign = item
            else:
                if sign is not None:
                    signs[len(figures)] = sign
                    sign = None
                figures.append((item, index))
        if not figures:
            return []
        columns = self._align(figures, cells, line)
        builder = LineBuilder(self, line)
        for position, (item, _) in enumerate(figures):
            builder.take(item, columns[position], signs.get(position))
        for draft in line.loose:
            for item in draft.numeric:
                builder.take(item, None, None)
        return builder.finish()

    def _behind_merged(self, figures: list[tuple[Item, int]], lacking: int) -> list[Column | None]:
        """The columns of a row that lacks its first cells, merged with those above: all suit their figures, or none."""
        at = {column.index: column for column in self.columns}
        if lacking in at and at[lacking].role not in (Role.LABEL, Role.OTHER):
            return []  # the name of the row would stand in a column of figures
        found = [at.get(cell + lacking) for _, cell in figures]
        suits = all(c is not None and fit(item, c.index, c) > 0 for (item, _), c in zip(figures, found, strict=True))
        return found if suits else []

    def _align(self, figures: list[tuple[Item, int]], cells: int, line: Line) -> list[Column | None]:
        """The columns of a line; one with fewer cells than the head stands under the columns of the lines above it."""
        labels = tuple(item.label for item, _ in figures)
        signed = any(item.label is Label.TARGET for item, _, _ in line.figures)
        if signed and not any(column.role is Role.GOAL for column in self.columns) and self.goal_columns:
            self.columns, self.seen = self.goal_columns, {}
        if line.label is None:
            return align(figures, cells, self.columns, labelled=False)
        width = self.columns[-1].index + 1 if self.columns else 0
        if abs(width - cells) > 1 and labels in self.seen:
            cut = len(labels) < max(map(len, self.seen))  # the row may lack its first cells as well as its last
            merged = self._behind_merged(figures, width - cells) if cut and width > cells else []
            return merged or self.seen[labels]
        found = align(figures, cells, self.columns)
        for length in range(1, len(labels) + 1):
            self.seen.setdefault(labels[:length], found[:length])
        return found


def _is_loose(draft: Draft, found: list[Draft], line: Line) -> bool:
    """Points in a cell of words that belong to the row: they have no name, or only that of a measured value there."""
    measured = [name for other in found if not other.is_score for name in other.names]
    return not draft.names or (line.label is not None and all(name in measured for name in draft.names))
