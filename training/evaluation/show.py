"""An evaluation as tables in the terminal."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from training.evaluation.differences import Difference, Segment
from training.evaluation.records import WAYS
from training.evaluation.run import Evaluation, check_json

WAY_NAMES = {"exact": "名称全同", "alike": "名称相近", "value": "只看数值"}
CHECK_NAMES = {
    "planted_found": "查出的矛盾",
    "planted_missed": "漏查的矛盾",
    "false_violated": "误报",
    "holds_confirmed": "确认成立的关系",
    "holds_unconfirmed": "未能确认的关系",
}
PART_NAMES = {"family": "文种", "difficulty": "难度", "report": "报告"}
SUBJECTS = {"entities": "实体", "records": "记录"}
MARKS = {"missed": "-", "spurious": "+", "mixed": "~"}
STYLES = {"missed": "red underline", "spurious": "yellow underline", "mixed": "magenta", "right": "green"}
IN_PLACE = 2
"""Reports whose differences are printed, and lines of each; the HTML page has more."""
LINES = 8


def show(evaluation: Evaluation, console: Console | None = None) -> None:
    """Print the scores of ``evaluation``."""
    console = console or Console()
    console.print(f"{evaluation.documents} 篇报告，{evaluation.characters:,} 字")
    for table in _tables(evaluation):
        console.print(table)
    counts = check_json(evaluation.checks)
    console.print("；".join(f"{CHECK_NAMES[name]} {count}" for name, count in counts.items()))
    _show_checks(evaluation, console)
    _show_reach(evaluation, console)
    for one in evaluation.worst[:IN_PLACE]:
        _show_difference(one, console)


def _tables(evaluation: Evaluation) -> Iterator[Table]:
    yield _entities(evaluation)
    yield _records(evaluation)
    yield _attributes(evaluation)
    yield from (_parts(evaluation, name) for name in evaluation.by)
    yield _traps(evaluation)
    yield _reliability(evaluation)


def _entities(evaluation: Evaluation) -> Table:
    table = Table("实体", "F1", "精确率", "召回率", "标注数", title="实体（严格边界）")
    for name, score in evaluation.entities.items():
        label = "全部" if name == "all" else name
        table.add_row(label, f"{score.f1:.4f}", f"{score.precision:.4f}", f"{score.recall:.4f}", str(score.gold))
    return table


def _records(evaluation: Evaluation) -> Table:
    scores = evaluation.records.f1
    kinds = sorted({kind for way in WAYS for kind in scores.get(way, {})})
    table = Table("记录", *(WAY_NAMES[way] for way in WAYS), title="记录 F1")
    for kind in kinds:
        row = [scores.get(way, {}).get(kind) for way in WAYS]
        table.add_row("全部" if kind == "all" else kind, *(f"{tally.f1:.4f}" if tally else "—" for tally in row))
    return table


def _attributes(evaluation: Evaluation) -> Table:
    table = Table("属性", "F1", "标注数", title="配对记录的属性")
    for name, tally in evaluation.records.attributes.items():
        table.add_row(name, f"{tally.f1:.4f}", str(tally.gold))
    return table


def _parts(evaluation: Evaluation, name: str) -> Table:
    heads = ("篇", "实体 F1", *(f"记录·{WAY_NAMES[way]}" for way in WAYS), "矛盾查出", "误报")
    table = Table(PART_NAMES[name], *heads, title=f"按{PART_NAMES[name]}")
    for part, group in evaluation.by[name].items():
        records = [f"{group.record_f1[way]:.4f}" if way in group.record_f1 else "—" for way in WAYS]
        checks = f"{group.checks.found} / {group.checks.planted}", str(len(group.checks.false_alarms))
        table.add_row(part or "—", str(group.reports), f"{group.entities.f1:.4f}", *records, *checks)
    return table


def _traps(evaluation: Evaluation) -> Table:
    table = Table("陷阱", "实体数", "实体召回", "记录数", "记录召回（名称全同）", title="按陷阱")
    for name, score in evaluation.traps.items():
        recall = f"{score.record_recall:.4f}" if score.records else "—"
        table.add_row(name, str(score.entities), f"{score.entity_recall:.4f}", str(score.records), recall)
    return table


def _reliability(evaluation: Evaluation) -> Table:
    table = Table("置信度", "个数", "平均", "正确率", "校准误差（等量十组）", "（等宽十组）", title="置信度是否可信")
    for name, found in evaluation.reliability.items():
        errors = f"{found.mass_error:.4f}", f"{found.width_error:.4f}"
        table.add_row(SUBJECTS[name], str(found.count), f"{found.confidence:.4f}", f"{found.accuracy:.4f}", *errors)
    return table


def _show_checks(evaluation: Evaluation, console: Console) -> None:
    if not evaluation.details:
        return
    for claim in evaluation.checks.missed:
        names = "、".join(sorted(claim.indicators))
        console.print(
            f"  漏 {claim.report} {claim.rule.value} {names}：{claim.stated} ≠ {claim.computed}", markup=False
        )
    for found in evaluation.checks.false_alarms:
        console.print(f"  误 {found.report} {found.check.message}", markup=False)


def _show_reach(evaluation: Evaluation, console: Console) -> None:
    if evaluation.reach is None:
        return
    reach = evaluation.reach
    lost_by = "，".join(f"{cause} {count}" for cause, count in reach.counts.items())
    console.print(
        f"标注边界落在词边界上 {reach.words:.2%}；词元可表达的实体 {reach.pieces:.2%}；"
        f"标签全对时解码可得 {reach.decoded:.2%}（{lost_by}）"
    )
    for lost in reach.unreachable if evaluation.details else ():
        console.print(f"  {lost.cause} {lost.report} {lost.start} {lost.label} {lost.text!r}", markup=False)


def _show_difference(one: Difference, console: Console) -> None:
    """The first lines that differ, with gold and predicted spans coloured."""
    told = f"{one.key}  实体 F1 {one.f1:.4f}，{one.errors} 处不同：{{-漏标-}} {{+多标+}} {{~边界或标签不同~}}"
    console.print(Text(told, style="bold"))
    for line in [line for line in one.lines if line][:LINES]:
        console.print(Text.assemble("  ", *(_marked(part) for part in line)))


def _marked(part: Segment) -> tuple[str, str]:
    """A stretch of text in its colour, and in marks that are read without colour."""
    mark = MARKS.get(part.kind, "")
    text = f"{{{mark}{part.text}{mark}}}" if mark else part.text
    return text, STYLES.get(part.kind, "dim")
