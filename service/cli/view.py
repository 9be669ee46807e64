"""An extraction as a person at a terminal wants to see it: what does not add up first, then the records."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from service.checks import Check, Status
from service.cli.evidence import evidence
from service.extraction import Extraction
from service.records import Record, RecordKind
from service.records.record import plain
from service.wording import FAMILIES, KINDS, LABELS, RULES, change_of, target_of, value_of, when

MARKS: Mapping[Status, tuple[str, str]] = {
    Status.VIOLATED: ("✗", "bold red"),
    Status.HOLDS: ("✓", "green"),
    Status.UNDECIDABLE: ("?", "yellow"),
}
BAR = 8
NO_SECTION = "（标题之前）"


def report(extraction: Extraction) -> RenderableType:
    """The whole view."""
    return Group(
        *_header(extraction),
        *_checks(extraction, listed=(Status.VIOLATED,)),
        *_entities(extraction),
        *_records(extraction.records, frozenset(extraction.review.records if extraction.review else ())),
        *_summary(extraction),
        *_review(extraction),
    )


def checks_only(extraction: Extraction) -> RenderableType:
    """Every check, the violated ones first, and the summary."""
    return Group(
        *_header(extraction),
        *_checks(extraction, listed=(Status.VIOLATED, Status.UNDECIDABLE, Status.HOLDS)),
        *_summary(extraction),
    )


def _header(extraction: Extraction) -> Iterator[RenderableType]:
    document = extraction.document
    yield Text(document.title or "（没有找到标题）", style="bold")
    facts = (
        document.organisation,
        f"{document.fiscal_year}年度" if document.fiscal_year else None,
        FAMILIES[document.family],
        f"{len(document.text):,} 字",
    )
    yield Text(" · ".join(fact for fact in facts if fact), style="dim")
    yield Text()


def _checks(extraction: Extraction, listed: Sequence[Status]) -> Iterator[RenderableType]:
    counts = Counter(check.status for check in extraction.checks)
    yield Text.assemble(("核对  ", "bold"), *_tally(counts))
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for status in listed:
        for check in extraction.checks_with(status):
            _add_check(grid, extraction, check)
    yield Padding(grid, (0, 0, 0, 2))
    yield Text()


def _tally(counts: Counter[Status]) -> Iterator[tuple[str, str]]:
    if not counts:
        yield ("报告中没有可以核对的算术", "dim")
    for status, word in ((Status.VIOLATED, "不符"), (Status.HOLDS, "成立"), (Status.UNDECIDABLE, "无法判定")):
        if counts[status]:
            mark, style = MARKS[status]
            yield (f"{mark} {counts[status]} 项{word}  ", style)


def _add_check(grid: Table, extraction: Extraction, check: Check) -> None:
    mark, style = MARKS[check.status]
    grid.add_row(Text(f"{mark} {RULES[check.rule]}", style=style), Text(check.message))
    if check.status is Status.VIOLATED and (quote := evidence(extraction, check)):
        grid.add_row("", quote)


def _entities(extraction: Extraction) -> Iterator[RenderableType]:
    counts = Counter(entity.label for entity in extraction.entities)
    words = [(f"{name} {counts[label]}  ", style) for label, (name, style) in LABELS.items() if counts[label]]
    yield Text.assemble(("实体  ", "bold"), *(words or [("没有找到", "dim")]))
    yield Text()


def _records(records: Iterable[Record], marked: Set[str]) -> Iterator[RenderableType]:
    for section, group in groupby(records, key=lambda record: record.section):
        members = list(group)
        yield Text(" › ".join(section) or NO_SECTION, style="bold cyan")
        scores = [record for record in members if record.kind is RecordKind.SCORE]
        values = [record for record in members if record.kind is not RecordKind.SCORE]
        if values:
            yield Padding(_value_table(values, marked), (0, 0, 0, 2))
        if scores:
            yield Padding(_score_table(scores, marked), (0, 0, 0, 2))
        yield Text()


Cell = str | Text
Column = tuple[str, str]


def _table(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], styles: Sequence[str] = ()) -> Table:
    """A table without its empty columns."""
    kept = [index for index in range(len(columns)) if any(row[index] for row in rows)]
    table = Table(box=None, header_style="dim", pad_edge=False, show_edge=False)
    for name, side in (columns[index] for index in kept):
        table.add_column(name, justify="right" if side == "right" else "left", overflow="fold")
    for row, style in zip(rows, styles or [""] * len(rows), strict=True):
        table.add_row(*(row[index] for index in kept), style=style)
    return table


def _value_table(records: Sequence[Record], marked: Set[str]) -> Table:
    columns = (("指标", ""), ("数值", "right"), ("目标", "right"), ("变动", ""), ("时间", ""), ("复核", ""))
    return _table(columns, [(*_value_row(record), _flag(record, marked)) for record in records])


def _flag(record: Record, marked: Set[str]) -> Text:
    """What the record's chance of being right is, on records that a person should look at."""
    return Text(f"⚑ {record.confidence:.0%}", style="bold yellow") if record.id in marked else Text()


def _value_row(record: Record) -> Sequence[Cell]:
    name = ("└ " if record.parent else "") + record.indicator
    changes = "；".join(map(change_of, record.change))
    return Text(name), value_of(record), target_of(record), Text(changes), when(record)


def _score_table(records: Sequence[Record], marked: Set[str]) -> Table:
    columns = (("评分项", ""), ("得分", "right"), ("", ""), ("扣分", "right"), ("原因", ""), ("复核", ""))
    styles = ["bold" if record.total or record.group else "" for record in records]
    return _table(columns, [(*_score_row(record), _flag(record, marked)) for record in records], styles)


def _score_row(record: Record) -> Sequence[Cell]:
    deduction = plain(record.deduction) if record.deduction is not None else ""
    return Text(record.indicator), _score(record), _bar(record), deduction, Text(record.reason or "")


def _score(record: Record) -> str:
    score = "—" if record.score is None else plain(record.score)
    return score if record.full_mark is None else f"{score} / {plain(record.full_mark)}"


def _bar(record: Record) -> Text:
    """The part of the full mark that was earned, as a bar."""
    if record.score is None or not record.full_mark:
        return Text()
    share = min(max(record.score / record.full_mark, Decimal(0)), Decimal(1))
    filled = round(share * BAR)
    style = "green" if share == 1 else "yellow"
    return Text.assemble(("━" * filled, style), ("━" * (BAR - filled), "bright_black"))


def _summary(extraction: Extraction) -> Iterator[RenderableType]:
    counts = Counter(record.kind for record in extraction.records)
    kinds = "，".join(f"{name} {counts[kind]}" for kind, name in KINDS.items() if counts[kind])
    origin = extraction.provenance
    yield Text.assemble(
        ("合计  ", "bold"),
        f"{len(extraction.entities)} 个实体，{len(extraction.records)} 条记录" + (f"（{kinds}）" if kinds else ""),
        (f"  模型 {origin.model} · 规则 {origin.rules} · 程序 {origin.code}", "dim"),
    )


def _review(extraction: Extraction) -> Iterator[RenderableType]:
    """How many records a person should look at, and what to expect of the others."""
    review = extraction.review
    if review is None:
        return
    others = len(extraction.records) - len(review.records)
    rest = f"其余 {others} 条预计有 {review.expected_error:.1%} 的错误" if review.expected_error is not None else ""
    said = f"⚑ {len(review.records)} 条最没有把握，请人复核（{review.percent:g}%）"
    yield Text.assemble(("复核  ", "bold"), ("；".join(part for part in (said, rest) if part) + "。", "yellow"))
