"""One table in every layout that reports print: the records are the same."""

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from corpora.inline import parse
from service.documents import Document
from service.records import build_records

Cells = tuple[str, ...]
Layout = Callable[[Cells, Sequence[Cells]], str]

TITLE = "三、绩效自评表\n"
NUMBER, NAME, UNIT, GOAL, RESULT = "序号", "指标名称", "计量单位", "目标值", "完成值"
HEAD: Cells = (NUMBER, NAME, UNIT, GOAL, RESULT)
BODY: tuple[Cells, ...] = (
    ("1", "⟦INDICATOR|清淤沟塘⟧", "公里", "⟦TARGET|≥⟧⟦COUNT|18⟧", "⟦COUNT|18.5⟧"),
    ("2", "⟦INDICATOR|更换闸门⟧", "座", "⟦TARGET|≥⟧⟦COUNT|24⟧", "⟦COUNT|22⟧"),
    ("3", "⟦INDICATOR|灌溉水费⟧", "万元", "⟦AMOUNT|36⟧", "⟦AMOUNT|35.2⟧"),
    ("4", "⟦INDICATOR|用水户满意率⟧", "%", "⟦TARGET|≥⟧⟦RATE|90⟧", "⟦RATE|92.4⟧"),
)
POINTS: tuple[tuple[str, Cells], ...] = (
    ("分值", ("⟦FULL_MARK|20⟧", "⟦FULL_MARK|30⟧", "⟦FULL_MARK|25⟧", "⟦FULL_MARK|25⟧")),
    ("得分", ("⟦SCORE|20⟧", "⟦SCORE|27.5⟧", "⟦SCORE|25⟧", "⟦SCORE|25⟧")),
)
RULE = "对照任务书核定的工程量，全部完成的得满分，未完成的按照完成比例折算得分，完成不足六成的不得分，扣完为止"
RULES: tuple[str, Cells] = ("评分标准", (RULE,) * 4)
REASONS: tuple[str, Cells] = ("扣分原因", ("", "闸门因汛期推迟", "", ""))
LEFT_OUT = {"section", "mentions", "confidence", "reason"}


def in_lines(separator: str, opening: str = "", closing: str = "", blanks: bool = True) -> Layout:
    def render(head: Cells, body: Sequence[Cells]) -> str:
        lines = [separator.join(cell for cell in row if cell or blanks) for row in (head, *body)]
        return "\n".join(opening + line + closing for line in lines)

    return render


def one_a_line(between: str = "\n", closing: str = "", rows: str = "\n", blanks: bool = False) -> Layout:
    def render(head: Cells, body: Sequence[Cells]) -> str:
        return rows.join(between.join(c + closing for c in row if c or blanks) for row in (head, *body))

    return render


def head_in_one_line(head: Cells, body: Sequence[Cells]) -> str:
    return "\n".join(["  ".join(head), *("\n".join(filter(None, row)) for row in body)])


def head_one_a_line(head: Cells, body: Sequence[Cells]) -> str:
    return "\n".join([*head, *("  ".join(filter(None, row)) for row in body)])


LAYOUTS: dict[str, Layout] = {
    "bars": in_lines(" | ", "| ", " |"),
    "bars between cells alone": in_lines("|"),
    "tabs": in_lines("\t"),
    "two blanks": in_lines("  ", blanks=False),
    "one blank": in_lines(" ", blanks=False),
    "one cell a line": one_a_line(),
    "one cell a line with blank cells": one_a_line(blanks=True),
    "one cell a line with blank lines": one_a_line("\n\n", rows="\n\n"),
    "one cell a line with a bar": one_a_line(closing=" |", blanks=True),
    "a block of lines a row": one_a_line(rows="\n\n"),
    "head in one line": head_in_one_line,
    "head one word a line": head_one_a_line,
}


def table(columns: Sequence[tuple[str, Cells]]) -> tuple[Cells, list[Cells]]:
    head = HEAD + tuple(word for word, _ in columns)
    body = [row + tuple(cells[at] for _, cells in columns) for at, row in enumerate(BODY)]
    return head, body


def records(marked: str) -> list[dict[str, Any]]:
    inline = parse(TITLE + marked + "\n")
    found = [record.as_json() for record in build_records(Document(text=inline.text), inline.entities)]
    told = [{key: value for key, value in record.items() if key not in LEFT_OUT | {"id"}} for record in found]
    return sorted(told, key=lambda record: (record["indicator"], record["kind"]))


def expected() -> list[dict[str, Any]]:
    def goal(kind: str, name: str, unit: str, target: str, value: str, **more: str) -> dict[str, Any]:
        return {"kind": kind, "indicator": name, "value": value, "unit": unit, "target": target, **more}

    def points(name: str, full: str, score: str) -> dict[str, Any]:
        return {"kind": "score", "indicator": name, "full_mark": full, "score": score}

    lines = [
        goal("count", "清淤沟塘", "公里", "18", "18.5", target_bound="≥"),
        points("清淤沟塘", "20", "20"),
        goal("count", "更换闸门", "座", "24", "22", target_bound="≥"),
        points("更换闸门", "30", "27.5"),
        goal("amount", "灌溉水费", "CNY", "360000", "352000"),
        points("灌溉水费", "25", "25"),
        goal("rate", "用水户满意率", "%", "90", "92.4", target_bound="≥"),
        points("用水户满意率", "25", "25"),
    ]
    return sorted(lines, key=lambda record: (record["indicator"], record["kind"]))


@given(
    layout=st.sampled_from(sorted(LAYOUTS)),
    points=st.permutations(POINTS),
    rules=st.booleans(),
    reasons=st.booleans(),
)
def test_one_table_gives_the_same_records_in_every_layout(
    layout: str, points: list[tuple[str, Cells]], rules: bool, reasons: bool
) -> None:
    columns = [*([RULES] if rules else []), *points, *([REASONS] if reasons else [])]

    assert records(LAYOUTS[layout](*table(columns))) == expected()


@given(layout=st.sampled_from(sorted(name for name in LAYOUTS if not name.startswith("head"))))
def test_a_table_of_points_is_read_by_its_own_order_under_the_head_of_another(layout: str) -> None:
    funds = "⟦INDICATOR|项目资金⟧ | ⟦AMOUNT|80⟧ | ⟦AMOUNT|78⟧\n⟦INDICATOR|县级补助⟧ | ⟦AMOUNT|60⟧ | ⟦AMOUNT|60⟧\n"
    above = "资金来源 | 预算数（万元） | 执行数（万元）\n" + funds + "\n说明：各项工程均已验收。\n\n"
    _, body = table(POINTS)

    found = records(above + LAYOUTS[layout](body[0], body[1:]))

    assert [record for record in found if record["indicator"] not in ("项目资金", "县级补助")] == expected()


@given(layout=st.sampled_from(sorted(LAYOUTS)), name=st.sampled_from(["更换闸门", "灌溉水费"]))
def test_a_name_that_nobody_tagged_leaves_the_rows_around_it_as_they_are(layout: str, name: str) -> None:
    marked = LAYOUTS[layout](*table(POINTS)).replace(f"⟦INDICATOR|{name}⟧", name)

    found = [record for record in records(marked) if record["indicator"]]

    assert found == [record for record in expected() if record["indicator"] != name]
