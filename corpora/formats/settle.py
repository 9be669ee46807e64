"""Drafts → annotated reports: offsets audited, labels known, nothing overlapping, every id once."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from corpora.audit import Basis, Claim, Verdict, as_stated, audit
from corpora.formats.drafts import Draft, DraftSpan
from corpora.formats.findings import Findings, Place
from corpora.formats.labels import Labels, nearest
from corpora.report import AnnotatedReport
from models.labels import NUMERIC_LABELS, Entity

SHOWN = 20
"""Characters of a span that a message quotes."""
_SURROGATE = re.compile(r"[\ud800-\udfff]")

Span = tuple[int, int, DraftSpan]
"""A draft's span with its code points."""


def settle(
    drafts: Iterable[Draft], labels: Labels, findings: Findings, repair: bool = True
) -> Iterator[AnnotatedReport]:
    """The reports of ``drafts``; what cannot be kept is said in ``findings``.

    Without ``repair`` offsets are taken for code points of the text as it stands.
    """
    ids: dict[str, Draft] = {}
    for number, draft in enumerate(drafts, start=1):
        if not _usable(draft, findings):
            continue
        name = draft.id or f"{_stem(draft.place)}-{number:02d}"
        if name in ids:
            if ids[name].text == draft.text:
                findings.leave_out_report(draft.place, f"编号“{name}”与正文都同 {ids[name].place} 重复，保留在先的一份")
                continue
            name = _renamed(name, ids, draft, findings)
        spans = _audited(draft, labels, findings, repair)
        if spans is not None:
            ids[name] = draft
            yield _report(name, draft, _apart(_labelled(spans, labels, findings), findings), labels, findings)


def _usable(draft: Draft, findings: Findings) -> bool:
    if not draft.text.strip():
        findings.leave_out_report(draft.place, "正文为空")
    elif broken := _SURROGATE.search(draft.text):
        findings.leave_out_report(draft.place, f"正文第 {broken.start() + 1} 个字符是不成对的 UTF-16 代理码元")
    else:
        return True
    return False


def _stem(place: Place) -> str:
    return place.path.name.split(".")[0]


def _renamed(name: str, ids: dict[str, Draft], draft: Draft, findings: Findings) -> str:
    number = next(n for n in range(2, len(ids) + 3) if f"{name}-{n}" not in ids)
    findings.repaired(draft.place, f"编号“{name}”与 {ids[name].place} 重复而正文不同，改称“{name}-{number}”")
    return f"{name}-{number}"


def _audited(draft: Draft, labels: Labels, findings: Findings, repair: bool) -> list[Span] | None:
    """The spans in code points, without those that do not fit; ``None`` where nothing fits."""
    if not draft.counted:
        return [(span.start, span.end, span) for span in draft.spans]
    claims = [_claim(span, labels) for span in draft.spans]
    verdict = audit(draft.text, claims) if repair else as_stated(draft.text, claims)
    if verdict.scheme is None:
        first = next((s for s in draft.spans if not _fits(draft.text, s)), draft.spans[0])
        reason = "没有一种计数方法使偏移成立（码点、UTF-16、UTF-8，换行与字节顺序标记的各种计法都已试过），整篇未动"
        findings.leave_out_report(first.place, f"{_misfit(draft.text, first)}；{reason}")
        return None
    _tell(draft, verdict, findings)
    kept = []
    for span, found in zip(draft.spans, verdict.spans, strict=True):
        if found is None:
            findings.leave_out_span(span.place, _misfit(draft.text, span))
        else:
            kept.append((*found, span))
    return kept


def _claim(span: DraftSpan, labels: Labels) -> Claim:
    label = labels.get(span.label) if labels.knows(span.label) else nearest(span.label)
    return Claim(span.start, span.end, span.text, label in NUMERIC_LABELS)


def _fits(text: str, span: DraftSpan) -> bool:
    return 0 <= span.start < span.end <= len(text) and span.text in (None, text[span.start : span.end])


def _tell(draft: Draft, verdict: Verdict, findings: Findings) -> None:
    if not verdict.repaired:
        if verdict.doubt is not None:
            findings.note(draft.place, f"偏移的计法可能不是码点（{verdict.doubt}），但依据不足，未改动；请核对片段边界")
        return
    before = [(span.start, span.end) for span in draft.spans]
    moved = sum(found not in (None, stated) for found, stated in zip(verdict.spans, before, strict=True))
    if verdict.basis is Basis.STATED:
        basis = f"依据：{verdict.fitting} 个片段的原文与正文吻合"
    else:
        basis = "文件没有写明片段原文，这是按词界与数字边界的推测，请抽查"
    findings.repaired(draft.place, f"偏移的计法不是码点（{verdict.scheme}），已改正 {moved} 个片段；{basis}")


def _misfit(text: str, span: DraftSpan) -> str:
    where = f"[{span.start}, {span.end})"
    if span.start < 0 or span.end <= span.start:
        return f"片段 {where} 的起止不成立，应为 0 ≤ 起 < 止"
    found = text[span.start : span.end]
    if span.text is None:
        beyond = f"超出正文（{len(text)} 个字符）" if span.end > len(text) else "不在字符边界上"
        return f"片段 {where} {beyond}"
    other = text.find(span.text)
    hint = f"，该文字在 [{other}, {other + len(span.text)})" if span.text and other >= 0 else "，正文中没有该文字"
    return f"片段 {where} 应为“{_short(span.text)}”，正文此处是“{_short(found)}”{hint}"


def _short(surface: str) -> str:
    plain = surface.replace("\n", "⏎").replace("\r", "")
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + "…"


def _labelled(spans: Sequence[Span], labels: Labels, findings: Findings) -> Iterator[Span]:
    for start, end, span in spans:
        if not labels.knows(span.label):
            findings.leave_out_span(span.place, labels.complain(span.label))
        elif labels.get(span.label) is not None:
            yield start, end, span


def _apart(spans: Iterable[Span], findings: Findings) -> list[Span]:
    """The spans without those that overlap one that the file states before them."""
    kept: list[Span] = []
    for start, end, span in spans:
        rival = next((other for other in kept if other[0] < end and start < other[1]), None)
        if rival is None:
            kept.append((start, end, span))
        elif (rival[0], rival[1], rival[2].label) == (start, end, span.label):
            findings.note(span.place, f"片段 [{start}, {end}) {span.label} 标了两次，算一次")
        else:
            where = rival[2].place
            taken = f"[{rival[0]}, {rival[1]}) {rival[2].label}（第{where.line}行第{where.column}列）"
            findings.leave_out_span(span.place, f"片段 [{start}, {end}) {span.label} 与 {taken}重叠，保留在先的一个")
    return sorted(kept, key=lambda item: item[0])


def _report(name: str, draft: Draft, spans: Sequence[Span], labels: Labels, findings: Findings) -> AnnotatedReport:
    meta: dict[str, Any] = dict(draft.meta)
    entities = []
    for start, end, span in spans:
        label = labels.get(span.label)
        if label is not None:
            entities.append(Entity.cut(draft.text, label, start, end))
    folder = meta.pop("folder", _stem(draft.place))
    records = _records(draft, entities, findings)
    return AnnotatedReport(id=name, folder=folder, text=draft.text, entities=tuple(entities), records=records, **meta)


def _records(draft: Draft, entities: Sequence[Entity], findings: Findings) -> tuple[dict[str, Any], ...] | None:
    """The draft's records where each mention is one of ``entities``; else none, for some would lack their figures."""
    if draft.records is None:
        return None
    known = {(str(e.label), e.start, e.end, e.text) for e in entities}
    for record in draft.records:
        for mention in record["mentions"]:
            if (mention["label"], mention["start"], mention["end"], mention["text"]) not in known:
                where = f"记录 {record['id']} 提及的“{_short(mention['text'])}”（{mention['start']}）不是导入的实体"
                findings.note(draft.place, f"{where}；这份报告的记录不导入，只导入实体")
                return None
    return tuple(dict(record) for record in draft.records)
