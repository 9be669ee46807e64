"""Invented tables: score tables, fund grids and task lists, as cells, and the layouts that print them."""

from collections.abc import Sequence
from random import Random

from models.labels import NUMERIC_LABELS, Label
from training.generator import sheet
from training.generator.layouts import JAMMED, LAYOUTS, Layout
from training.generator.lexicon import Group, groups, label_of
from training.generator.scene import fresh_name, words
from training.generator.sheet import Sheet, Style
from training.generator.slots import points

Part = tuple[str, Label | None]
Cell = tuple[Part, ...]
Row = Sequence[Cell]

_LEVELS = (
    ("产出指标", ("数量指标", "质量指标", "时效指标", "成本指标")),
    ("效益指标", ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标")),
    ("满意度指标", ("服务对象满意度指标", "满意度指标")),
)
_SIGNS = {
    Label.COUNT: ("≥", "≥", "=", "＝", "", ">=", "≧"),
    Label.RATE: ("≥", "≥", "=", "", "≧"),
    Label.AMOUNT: ("≤", "≤", "≥", "=", "≦"),
}
_QUALITIES = ("优", "良", "达成", "有效提升", "长期", "健全", "规范", "显著", "部分达成")


def text(value: str) -> Cell:
    """A cell without entities."""
    return ((value, None),) if value else ()


def tagged(label: Label, value: str) -> Cell:
    """A cell that is one entity."""
    return ((value, label),)


def name(value: str) -> Cell:
    """A cell that names the values of its row."""
    return tagged(Label.INDICATOR, value)


def write_table(page: Sheet, style: Style, rng: Random, left_out: Sequence[str] = ()) -> None:
    """Write one invented table to ``page``, in none of the layouts ``left_out``."""
    make = rng.choice((scores, scores, goals, goals, funds, lines, tasks))
    jammed = make is scores and rng.random() < 0.25
    layouts = [layout for name, layout in (JAMMED if jammed else LAYOUTS).items() if name not in left_out]
    lay_out(page, make(style, rng), rng.choice(layouts or list(LAYOUTS.values())))
    page.write("\n")


def lay_out(page: Sheet, rows: Sequence[Row], layout: Layout) -> None:
    """Write ``rows`` as ``layout`` has it."""
    heads = next((number for number, row in enumerate(rows) if _has_figures(row)), 0)
    kept = rows if layout.blanks else [[cell for cell in row if cell] for row in rows]
    for part in layout.write(kept, heads):
        _write(page, ((part, None),) if isinstance(part, str) else part)


def _has_figures(row: Row) -> bool:
    return any(label in NUMERIC_LABELS for cell in row for _, label in cell)


def _write(page: Sheet, cell: Cell) -> None:
    for value, label in cell:
        if label:
            page.tag(label, value)
        else:
            page.write(value)


def _split(total: int, count: int, rng: Random) -> list[int]:
    """``count`` full marks that add up to ``total``."""
    cuts = sorted(rng.sample(range(1, total), count - 1))
    return [high - low for low, high in zip([0, *cuts], [*cuts, total], strict=True)]


def _score(mark: int, rng: Random) -> str:
    lost = rng.choice((0, 0, 0, 5, 10, 2, rng.randrange(20)))
    return points(max(0, mark * 10 - lost))


def scores(style: Style, rng: Random) -> list[Row]:
    """Names with full marks and scores, in groups, with a total row."""
    unit = rng.choice(("分", "", ""))
    rows: list[Row] = []
    for head in rng.sample(words()["score_groups"], rng.randint(2, 4)):
        total = rng.choice((10, 15, 20, 25, 30, 40, 50))
        rows.append((_group_cell(head, total, rng.choice(("（）", "()"))),))
        rows += [
            _score_row(fresh_name("score", rng), mark, unit, rng) for mark in _split(total, rng.randint(2, 4), rng)
        ]
    if rng.random() < 0.6:
        rows.append(_total_row(rng, unit))
    return rows


def _group_cell(head: str, total: int, brackets: str) -> Cell:
    return (head, Label.INDICATOR), (brackets[0], None), (f"{total}分", Label.FULL_MARK), (brackets[1], None)


def _score_row(title: str, mark: int, unit: str, rng: Random) -> Row:
    return name(title), tagged(Label.FULL_MARK, f"{mark}{unit}"), tagged(Label.SCORE, _score(mark, rng) + unit)


def _total_row(rng: Random, unit: str, blanks: int = 0) -> Row:
    title = name(rng.choice(("总分", "合计", "总计", "总分")))
    total = tagged(Label.SCORE, points(rng.randint(780, 1000)) + unit)
    return title, *[text("")] * blanks, tagged(Label.FULL_MARK, "100" + unit), total


def goals(style: Style, rng: Random) -> list[Row]:
    """The rows of a self-evaluation table: goal, result, full mark, score, reason; the unit may have its own cell."""
    apart, ruled = rng.random() < 0.3, rng.random() < 0.2
    rows: list[Row] = [text_row(_goal_head(apart, ruled, rng))] if rng.random() < 0.8 else []
    for first, seconds in _LEVELS:
        lead = rng.choice((first, first, ""))
        for second in rng.sample(seconds, rng.randint(1, len(seconds))):
            for leaf in range(rng.randint(1, 3)):
                upper = [text(lead if not leaf and second == seconds[0] else ""), text("" if leaf else second)]
                rows.append((*upper, *_goal_row(style, rng, apart, ruled)))
    if rng.random() < 0.7:
        rows.append(_total_row(rng, "", blanks=4 + apart + ruled))
    return rows


def text_row(cells: Sequence[str]) -> Row:
    """A row without entities."""
    return [text(cell) for cell in cells]


def _goal_head(apart: bool, ruled: bool, rng: Random) -> list[str]:
    goal = rng.choice(("年度指标值", "指标值", "目标值", "年初设定目标"))
    done = rng.choice(("实际完成值", "完成值", "全年完成值"))
    middle = [goal, *["计量单位"] * apart, done, "分值", *["评分标准"] * ruled, "得分"]
    return ["一级指标", "二级指标", "三级指标", *middle, "未完成原因分析"]


def _goal_row(style: Style, rng: Random, apart: bool, ruled: bool) -> list[Cell]:
    mark = rng.choice((2, 3, 4, 5, 5, 6, 8, 10, 10, 15))
    rule = [text(rng.choice(words()["rule"]))] * ruled
    marks = [tagged(Label.FULL_MARK, str(mark)), *rule, tagged(Label.SCORE, _score(mark, rng))]
    reason = text(rng.choice((*words()["cause"], "", "", "", "", "", "无")))
    if rng.random() < 0.15:
        quality = rng.choice(_QUALITIES)
        return [name(fresh_name("score", rng)), text(quality), *[text("")] * apart, text(quality), *marks, reason]
    group = rng.choice(groups()["goal"])
    unit, label = group.units[0], label_of(group.units[0])
    sign = rng.choice(_SIGNS[label])
    goal, done = (_number(style, rng, unit, apart) for _ in range(2))
    target: Cell = ((sign, Label.TARGET), (goal, label)) if sign else tagged(label, goal)
    return [name(rng.choice(group.names)), target, *[text(unit)] * apart, tagged(label, done), *marks, reason]


def _number(style: Style, rng: Random, unit: str, bare: bool) -> str:
    figure = sheet.percent(rng, 80, 101) if unit == "%" else sheet.count(style, rng, unit)
    return figure.removesuffix(unit).rstrip("余多万") if bare else figure


def funds(style: Style, rng: Random) -> list[Row]:
    """The grid of a project's money: total and sources by budget, adjusted budget and spending."""
    head = ["项目资金", "年初预算数", "全年预算数", "全年执行数", "分值"]
    rows: list[Row] = [(*text_row([*head, ""])[:5], name(rng.choice(("执行率", "预算执行率"))), text("得分"))]
    sources = rng.sample(_level_names(), rng.randint(2, 4))
    parts = [[rng.randrange(0, 999999) for _ in range(3)] for _ in sources]
    places = rng.choice((0, 1, 2, 2, 6))
    whole = [sum(column) for column in zip(*parts, strict=True)]
    rate = tagged(Label.RATE, f"{rng.randint(60, 99)}.{rng.randint(10, 99)}%")
    total = name(rng.choice(("年度资金总额", "资金总额", "总额")))
    marks = tagged(Label.FULL_MARK, "10"), rate, tagged(Label.SCORE, _score(10, rng))
    rows.append((total, *_amounts(style, whole, places), *marks))
    dash = text(rng.choice(("—", "-", "/", "")))
    for index, source in enumerate(sources):
        lead: Cell = (("其中：", None),) if index == 0 else ()
        rows.append(((*lead, (source, Label.INDICATOR)), *_amounts(style, parts[index], places), dash, dash, dash))
    return rows


def _level_names() -> Sequence[str]:
    return next(group.names for group in groups()["fund"] if group.domain == "level")


def _amounts(style: Style, digits: Sequence[int], places: int) -> list[Cell]:
    return [tagged(Label.AMOUNT, style.figure(number, places)) for number in digits]


def lines(style: Style, rng: Random) -> list[Row]:
    """Budget lines with two or three columns of money under a declared unit."""
    heads = rng.choice(
        (("预算数", "决算数"), ("年初预算", "调整预算", "决算数"), ("本年数", "上年数"), ("2022年", "2023年"))
    )
    unit, apart = rng.choice(("万元", "元")), rng.random() < 0.5
    told = heads if apart else [f"{head}（{unit}）" for head in heads]
    rows: list[Row] = [text_row([f"单位：{unit}"])] if apart else []
    rows.append(text_row([rng.choice(("项目", "科目", "支出项目")), *told]))
    domain = rng.choice(("three", "nature", "function", "source", "procure", "govt"))
    names = next(group.names for group in groups()["fund"] if group.domain == domain)
    for line in rng.sample(names, min(len(names), rng.randint(3, 8))):
        zero = rng.random() < 0.15
        digits = [0 if zero else sheet.draw_digits(rng, 1, 9999999) for _ in heads]
        rows.append((name(line), *_amounts(style, digits, rng.choice((0, 1, 2, 2)) if not zero else 0)))
    return rows


def tasks(style: Style, rng: Random) -> list[Row]:
    """Tasks with unit, goal, result and rate of completion."""
    rows: list[Row] = [(*text_row(["序号", "任务名称", "计量单位", "任务数", "完成数"]), name("完成率"))]
    countable: list[Group] = [group for group in groups()["count"] if group.verbs and "元" not in group.units[0]]
    for index, group in enumerate(rng.sample(countable, rng.randint(3, 7)), 1):
        values = [_number(style, rng, group.units[0], bare=True) for _ in range(2)]
        title = rng.choice(group.verbs) + rng.choice(group.names)
        rate = tagged(Label.RATE, f"{rng.randint(70, 130)}{rng.choice(('', '.5', '.83'))}%")
        rows.append(
            (
                text(str(index)),
                name(title),
                text(group.units[0]),
                *(tagged(Label.COUNT, value) for value in values),
                rate,
            )
        )
    return rows
