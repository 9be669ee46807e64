"""Texts, spans and reports as annotation tools may meet them."""

from itertools import pairwise

from hypothesis import strategies as st

from corpora.report import AnnotatedReport
from models.labels import Entity, Label

CHARACTERS = "预算执行率为9７.3%|\\⟦⟧\n\r\t \u3000《》😀𠮷#-_OB\"'{}[]，。\u2028\x85é"
IDS = st.from_regex(r"[a-z\u4e00-\u4e10]{1,6}-[0-9]{2}", fullmatch=True)


@st.composite
def entities(draw: st.DrawFn, text: str) -> tuple[Entity, ...]:
    inside = {i for i in range(1, len(text)) if text[i - 1 : i + 1] == "\r\n"}
    edges = [i for i in range(len(text) + 1) if i not in inside]
    cuts = sorted(draw(st.sets(st.sampled_from(edges), max_size=10)))
    pairs = [pair for pair in pairwise(cuts) if draw(st.booleans())]
    return tuple(Entity.cut(text, draw(st.sampled_from(list(Label))), *pair) for pair in pairs)


TEXTS = st.text(st.sampled_from(CHARACTERS), min_size=1, max_size=50).filter(lambda text: bool(text.strip()))


@st.composite
def reports(draw: st.DrawFn, texts: st.SearchStrategy[str] = TEXTS, described: bool = True) -> AnnotatedReport:
    text = draw(texts)
    name = draw(IDS)
    meta = {"title": draw(st.sampled_from(["", "某县2021年报告"])), "family": draw(st.sampled_from(["other", "project"]))}
    return AnnotatedReport(
        id=name,
        folder=name.split("-")[0],
        text=text,
        entities=draw(entities(text)),
        records=None,
        fiscal_year=draw(st.sampled_from([None, "2021"])) if described else None,
        **(meta if described else {}),
    )


def batches(reports: st.SearchStrategy[AnnotatedReport]) -> st.SearchStrategy[list[AnnotatedReport]]:
    return st.lists(reports, min_size=1, max_size=4, unique_by=lambda report: report.id)
