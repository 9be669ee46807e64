"""An evaluation as tables in the terminal."""

from rich.console import Console
from rich.table import Table

from training.evaluation.records import WAYS
from training.evaluation.run import Evaluation, check_json

_WAY_NAMES = {"exact": "名称全同", "alike": "名称相近", "value": "只看数值"}
_CHECK_NAMES = {
    "planted_found": "查出的矛盾",
    "planted_missed": "漏查的矛盾",
    "false_violated": "误报",
    "holds_confirmed": "确认成立的关系",
    "holds_unconfirmed": "未能确认的关系",
}


def show(evaluation: Evaluation, console: Console | None = None) -> None:
    """Print the scores of ``evaluation``."""
    console = console or Console()
    console.print(f"{evaluation.documents} 篇报告，{evaluation.characters:,} 字")
    for table in (_entities(evaluation), _records(evaluation), _attributes(evaluation), _parts(evaluation)):
        console.print(table)
    if evaluation.reach:
        reach = evaluation.reach
        console.print(
            f"标注边界落在词边界上 {reach.words:.2%}；词元可表达的实体 {reach.pieces:.2%}", *reach.unreachable
        )
    counts = check_json(evaluation.checks)
    console.print("；".join(f"{_CHECK_NAMES[name]} {count}" for name, count in counts.items()))


def _entities(evaluation: Evaluation) -> Table:
    table = Table("实体", "F1", "精确率", "召回率", "标注数", title="实体（严格边界）")
    for name, score in evaluation.entities.items():
        label = "全部" if name == "all" else name
        table.add_row(label, f"{score.f1:.4f}", f"{score.precision:.4f}", f"{score.recall:.4f}", str(score.gold))
    return table


def _records(evaluation: Evaluation) -> Table:
    scores = evaluation.records.f1
    kinds = sorted({kind for way in WAYS for kind in scores.get(way, {})})
    table = Table("记录", *(_WAY_NAMES[way] for way in WAYS), title="记录 F1")
    for kind in kinds:
        row = [scores.get(way, {}).get(kind) for way in WAYS]
        table.add_row("全部" if kind == "all" else kind, *(f"{tally.f1:.4f}" if tally else "—" for tally in row))
    return table


def _attributes(evaluation: Evaluation) -> Table:
    table = Table("属性", "F1", "标注数", title="配对记录的属性")
    for name, tally in evaluation.records.attributes.items():
        table.add_row(name, f"{tally.f1:.4f}", str(tally.gold))
    return table


def _parts(evaluation: Evaluation) -> Table:
    table = Table("分组", "实体 F1", title="按文种与难度")
    for name, value in (*evaluation.by_family.items(), *evaluation.by_difficulty.items()):
        table.add_row(name, f"{value:.4f}")
    return table
