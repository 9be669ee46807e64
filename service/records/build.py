"""Entities → records, the way of the contract: layout, names, then one relation after the other."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from models.labels import Entity, Label
from service.documents.document import Document, Family
from service.quantities import Bound, read_period
from service.records.cards import Cards
from service.records.changes import settle, signed
from service.records.comparison_tags import settle_comparisons
from service.records.draft import Draft, Place, has_level
from service.records.groups import set_groups
from service.records.items import Item, read_items
from service.records.layout import Block, Paragraph, cut_blocks
from service.records.parents import set_parents
from service.records.periods import set_periods
from service.records.prose import ProseReader
from service.records.record import Mention, Record, RecordKind
from service.records.repeats import set_repeats
from service.records.score_names import complete_names
from service.records.scores import find_reason, is_of_one, set_totals, value_of
from service.records.stages import set_stages
from service.records.supplied import supply
from service.records.tables import TableReader
from service.records.values import DeclaredUnits, Reading, bound_behind, bound_of, resolve
from service.records.wholes import Context
from service.records.words import SIGNS

CEILING = re.compile("控制目标|限额|上限")
COMPARED = re.compile(r"^[较比与同和]|的$")
"""What the wording of a comparison adds to its year."""

PAGE_LINE = re.compile(r"\n\s*(?:[—\-－–]+\s*\d{1,4}\s*[—\-－–]+|\d{1,4})\s*\n")


def build_records(document: Document, entities: Sequence[Entity]) -> list[Record]:
    """The records of ``document`` that its ``entities`` state, in reading order."""
    tagged = settle_comparisons(document.text, entities)
    items = supply(document.text, complete_names(document.text, read_items(document.text, tagged)), tagged)
    blocks = cut_blocks(document.text, items)
    drafts = _read_blocks(document.text, blocks)
    return _Finisher(document, items, blocks, drafts).records()


def _read_blocks(text: str, blocks: Sequence[Block]) -> list[Draft]:
    tables = TableReader(text, DeclaredUnits(text))
    drafts: list[Draft] = []
    cards = Cards()
    earlier: dict[str, Draft] = {}
    for number, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            found = cards.completed(ProseReader(text, block.span.items, Place(number), earlier).read())
        else:
            found = tables.read(block, number, earlier)
        drafts += found
        for draft in filter(has_level, found):
            earlier.setdefault(draft.names[0].text, draft)
    return drafts


class _Finisher:
    """Settles what needs the whole document: figures, periods, parents, stages, repeats."""

    def __init__(self, document: Document, items: Sequence[Item], blocks: Sequence[Block], drafts: list[Draft]) -> None:
        self.document, self.text, self.blocks = document, document.text, blocks
        self.drafts = sorted(drafts, key=lambda d: (d.anchor, d.is_score, d.names[0].start if d.names else 0))
        declared = DeclaredUnits(self.text)
        for draft in self.drafts:
            value = draft.value
            if value is not None and draft.unit is None and value.is_bare and value.label is Label.AMOUNT:
                draft.unit = self._run_unit(value, items) or declared.at(value.start)
            for comparison in draft.comparisons:
                if comparison.unit is None and comparison.figure.is_bare:
                    comparison.unit = self._run_unit(comparison.figure, items)
        self.indicators = {draft: self._indicator(draft) for draft in self.drafts}
        self.readings = {d: self._reading(d) for d in self.drafts if not d.is_score}

    def _run_unit(self, item: Item, items: Sequence[Item]) -> str | None:
        """1310.2,1285.7万元: a bare figure in a list has the unit of the last one."""
        for other in items[item.order + 1 : item.order + 6]:
            gap = self.text[items[other.order - 1].end : other.start]
            if other.label is not item.label or len(gap.strip()) > 1:
                return None
            if not other.is_bare:
                match = re.search(r"[^\d.,，\s]+$", other.text)
                return match[0] if match else None
        return None

    def records(self) -> list[Record]:
        self._by_block()
        ids = {draft: f"r{number}" for number, draft in enumerate(self.drafts, 1)}
        return [self._record(draft, ids) for draft in self.drafts]

    def _by_block(self) -> None:
        context = Context(self.text, self.readings, self.indicators)
        by_block: dict[int, list[Draft]] = {}
        for draft in self.drafts:
            by_block.setdefault(draft.place.block, []).append(draft)
        for number, drafts in by_block.items():
            block = self.blocks[number]
            if isinstance(block, Paragraph):
                set_periods(self.text, block.span.items, drafts)
        set_parents(context, self.drafts)
        lines = [draft for draft in self.drafts if draft.is_score]
        single = self.document.family in (Family.PROJECT, Family.OTHER) or is_of_one(self.document.title or "")
        set_totals(self.text, lines, self.indicators, single)
        measured = {self._row_of(draft) for draft in self.drafts if not draft.is_score and draft.place.table}
        for line in lines:
            line.total = line.total and self._row_of(line) not in measured
        set_groups(self.text, lines, self.indicators, measured)
        self._reasons(lines)
        set_stages(self.drafts, self.indicators)
        self.periods = {draft: self._period(draft) for draft in self.drafts}
        set_repeats(self.drafts, self.indicators, self.readings, self.periods)

    def _row_of(self, draft: Draft) -> tuple[int, int, str]:
        """Block, row and name: a measured value and a score line of one table row have the same."""
        return draft.place.block, draft.place.row, self.indicators[draft]

    def _reasons(self, lines: Sequence[Draft]) -> None:
        names = sorted((line.names[0].start, line.anchor) for line in lines if line.names)
        starts = [start for start, _ in names]
        for line in lines:
            block = self.blocks[line.place.block]
            if line.reason is None and isinstance(block, Paragraph):
                anchor, limit = line.anchor, block.span.end
                behind = (names[at] for at in range(bisect_right(starts, anchor), len(names)))
                start = next((start for start, other in behind if other > anchor or start >= limit), limit)
                line.reason = find_reason(self.text, line, min(start, limit))

    def _indicator(self, draft: Draft) -> str:
        """Action and name as written, without white space and page marks."""
        action = draft.action.text if draft.action else ""
        name = draft.names[0].text if draft.names else ""
        return re.sub(r"\s+", "", PAGE_LINE.sub("", action + name))

    def _reading(self, draft: Draft) -> Reading:
        name = self.indicators[draft]
        if draft.value is not None:
            return resolve(draft.value, draft.unit, name)
        if draft.goal is not None:
            return resolve(draft.goal, draft.goal_unit or draft.unit, name)
        return resolve(draft.figure, draft.unit, name)

    def _period(self, draft: Draft) -> str | None:
        if draft.period is None:
            return read_period(draft.period_text, self.document.fiscal_year) if draft.period_text else None
        return read_period(COMPARED.sub("", draft.period.text), self.document.fiscal_year)

    def _record(self, draft: Draft, ids: Mapping[Draft, str]) -> Record:
        fields: dict[str, object] = {
            "id": ids[draft],
            "kind": draft.kind,
            "indicator": self.indicators[draft],
            "period": self.periods[draft],
            "stage": draft.stage,
            "parent": ids[draft.parent] if draft.parent else None,
            "same_as": ids[draft.same_as] if draft.same_as else None,
            "split": draft.split,
            "section": self.document.section_at(self._position(draft)),
            "mentions": tuple(_mention(item) for item in _mentioned(draft)),
            "confidence": min(item.entity.confidence for item in _mentioned(draft)),
        }
        fields |= self._score_fields(draft) if draft.kind is RecordKind.SCORE else self._value_fields(draft)
        return Record.model_validate(fields)

    def _position(self, draft: Draft) -> int:
        return draft.numeric[0].start

    def _score_fields(self, draft: Draft) -> dict[str, object]:
        reason = re.sub(r"\s*\n\s*", "", PAGE_LINE.sub("", self.text[slice(*draft.reason)])) if draft.reason else None
        return {
            "full_mark": value_of(draft.full),
            "score": value_of(draft.score),
            "deduction": value_of(draft.deduction),
            "total": draft.total or None,
            "group": draft.group or None,
            "reason": reason,
            "change": tuple(settle(c, None) for c in draft.comparisons),
        }

    def _value_fields(self, draft: Draft) -> dict[str, object]:
        reading = self.readings[draft]
        fields: dict[str, object] = {"unit": reading.unit, "step": reading.step}
        if draft.is_growth:
            return fields | self._growth_fields(draft, reading)
        if draft.value is not None:
            fields |= {"value": reading.value, "bound": bound_of(self.text, draft.value, draft.names)}
        if draft.goal is not None:
            goal = resolve(draft.goal, draft.goal_unit or draft.unit, self.indicators[draft])
            fields |= {"target": goal.value, "target_bound": self._goal_bound(draft)}
        return fields | {"change": tuple(settle(c, draft.unit) for c in draft.comparisons)}

    def _growth_fields(self, draft: Draft, reading: Reading) -> dict[str, object]:
        comparison, *more = draft.comparisons
        change = settle(comparison, draft.unit)
        value = signed(reading.value, comparison.word.text) if comparison.word else reading.value
        fields: dict[str, object] = {"growth_only": True, "basis": change.basis}
        bound = bound_of(self.text, comparison.figure)
        if draft.goal_words:
            fields |= {"target": value, "target_bound": bound}
        else:
            fields |= {"value": value, "bound": bound}
        return fields | {"change": tuple(settle(c, draft.unit) for c in more)}

    def _goal_bound(self, draft: Draft) -> object:
        for word in draft.goal_words:
            sign = SIGNS.get(re.sub(r"\s+", "", word.text))
            if sign is not None:
                return sign
        assert draft.goal is not None
        if draft.goal_words and draft.goal_words[0].start > draft.goal.start:
            return Bound.AT_MOST if CEILING.search(draft.goal_words[0].text) else bound_behind(self.text, draft.goal)
        return bound_of(self.text, draft.goal)


def _mentioned(draft: Draft) -> list[Item]:
    items = [*draft.names, *draft.numeric, *draft.goal_words, *draft.extra]
    items += [item for item in (draft.action, draft.period) if item is not None]
    items += [c.word for c in draft.comparisons if c.word is not None]
    return sorted(dict.fromkeys(items), key=lambda item: item.start)


def _mention(item: Item) -> Mention:
    return Mention(label=item.label, start=item.start, end=item.end, text=item.text)
