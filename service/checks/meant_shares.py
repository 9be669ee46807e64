"""What a share says of itself: the part and the whole that its words, its list and its place name."""

import re

from models.labels import Label
from service.checks.ledger import Entry, Ledger
from service.checks.quotients import Pair, comparable
from service.checks.share_lists import REACH, is_own_share, is_refuted, whole_of_list
from service.checks.vocabulary import plain_name, stem
from service.records.gaps import bracket_depth
from service.records.likeness import stands_in
from service.records.record import RecordKind, Stage

TAIL = re.compile("(合计|总计|总额|总数|总量|决算数?|数|的?比重|的?比例|的|比)$")
"""What a whole may carry or lack at its end: 占本年支出 means 本年支出合计."""

SHORT = 2
"""A noun of so many characters names a sort of figures, not one of them."""

LONGEST_SUBJECT = 20
NUMBERS = "二三四五"
FIRST = re.compile(f"前(?P<number>[{NUMBERS}两])[个类项者种级方].*(合计|共|之和)$")
MARK = re.compile(r"[，。；：、,;:（(\n]|其中")
WORDS = re.compile(r"[\u4e00-\u9fff]{2,}")


def meant_share(ledger: Ledger, rate: Entry) -> Pair | None:
    """The pair that the share clearly means; ``None`` where that is open."""
    part = meant_part(ledger, rate)
    if part is None or part.value is None:
        return None
    whole = meant_whole(ledger, rate, part)
    if whole is None or whole.value is None or not comparable(part, whole) or part.figure.value > whole.figure.value:
        return None
    return Pair((part,), (whole,))


def meant_whole(ledger: Ledger, rate: Entry, part: Entry) -> Entry | None:
    """The whole that the share states: linked to it, named in full after 占, or that of which the part is one."""
    named = TAIL.sub("", rate.name.partition("占")[2])
    alike = [e for e in wholes_in_full(ledger, rate) if e.record.kind is part.record.kind and e is not part]
    if alike:
        return min(alike, key=lambda entry: abs(entry.index - rate.index))
    linked = ledger.parent(rate) or (ledger.parent(part) if not named or not rate.name.startswith("占") else None)
    if linked is None or (not named and is_refuted(ledger, rate, linked)):
        return None if named else whole_of_list(ledger, rate, part)
    if not agrees_in_stage(named, linked):
        return None
    told = rate.name.startswith("占") and named
    is_named = not told or named_alike(named, linked.name) or within_name(named, linked.name)
    return linked if is_named or is_proven(ledger, rate, linked) else None


def wholes_in_full(ledger: Ledger, rate: Entry) -> list[Entry]:
    """The figures whose name is what the share says after 占, to the words that a total may carry or lack.

    Where none is, the only one whose name ends so: 收回有效问卷 for 占有效问卷.
    """
    said = in_full(rate.name.partition("占")[2])
    ending = ending_on(ledger, said)
    same = [e for e in ending if in_full(e.name.removeprefix("占")) == said]
    return same or (ending if len(ending) == 1 and is_full_name(rate) else [])


def ending_on(ledger: Ledger, said: str) -> list[Entry]:
    """The figures whose name ends on what is said: 市本级税收收入 may be meant by 税收收入."""
    counted = (e for e in ledger.entries if e.value is not None and e.record.kind is not RecordKind.RATE)
    return [e for e in counted if said and in_full(e.name).endswith(said)]


def is_full_name(rate: Entry) -> bool:
    """Whether what stands after 占 says more than 支出 or 调整后预算, which many figures of a report may be."""
    return len(stem(in_full(rate.name.partition("占")[2]))) > SHORT


def in_full(name: str) -> str:
    """A name without 的 and the words that a total may carry at its end: 签约合同金额 for 签约的合同金额合计."""
    return TAIL.sub("", name).replace("的", "")


def summed_share(ledger: Ledger, rate: Entry) -> Pair | None:
    """The first figures of a list by their whole, where the share says so: 前两类合计占."""
    match = FIRST.search(subject_of(ledger, rate))
    if match is None:
        return None
    listed = [
        e for e in ledger.entries[max(0, rate.index - REACH) : rate.index] if e.record.kind is not RecordKind.RATE
    ]
    whole = ledger.parent(listed[-1]) if listed else None
    parts = [e for e in listed if whole is not None and ledger.parent(e) is whole and comparable(e, whole)]
    first = parts[: NUMBERS.index(match["number"].replace("两", "二")) + 2]
    named = wholes_in_full(ledger, rate)
    meant = named[-1] if named else whole
    return Pair(tuple(first), (meant,)) if meant is not None and first and len(first) < len(parts) else None


def is_proven(ledger: Ledger, rate: Entry, whole: Entry) -> bool:
    """Whether another share of the same wording, right behind its figure, is one of ``whole``: so is this one."""
    same = (e for e in ledger.children.get(whole.id, ()) if e is not rate and e.name == rate.name)
    own = (other for other in same if is_own_share(ledger, other))
    return any(Pair((ledger.entries[other.index - 1],), (whole,)).fits(other) for other in own)


def agrees_in_stage(name: str, whole: Entry) -> bool:
    """Whether the stage that a share names (占调整后预算数) is not another than that of the whole."""
    stages = {"调整": Stage.ADJUSTED, "年初": Stage.BUDGET, "决算": Stage.FINAL, "执行": Stage.FINAL}
    said = {stage for word, stage in stages.items() if word in name}
    return not said or whole.record.stage is None or whole.record.stage in said


def named_alike(short: str, name: str) -> bool:
    """Whether two names may mean one whole: equal but for stage words, or one within the other."""
    one, other = stem(short), stem(name.removeprefix("占"))
    return bool(one) and bool(other) and (one in other or other in one)


def meant_part(ledger: Ledger, rate: Entry) -> Entry | None:
    """The figure whose share is stated: what its clause or its name begins with, else the one right before it."""
    subject = subject_of(ledger, rate)
    if subject and (named := part_named(ledger, rate, subject)) is not None:
        return named
    if not rate.name.startswith("占"):
        return part_by_name(ledger, rate)
    sentence = ledger.sentence(rate)
    before = [e for e in outside_brackets(ledger, rate)[-2:] if ledger.sentence(e) == sentence]
    own = [e for e in before if e.value is not None and e.record.kind is not RecordKind.RATE and e.name != rate.name]
    return own[-1] if own and not subject else None


def outside_brackets(ledger: Ledger, rate: Entry) -> list[Entry]:
    """The figures before a share but for those in a bracket between: 药品12万元（甲库8万元、乙库4万元），占20%."""
    before = ledger.entries[max(0, rate.index - REACH) : rate.index]
    return [e for e in before if bracket_depth(ledger.between(e.end, rate.start)) >= 0]


def subject_of(ledger: Ledger, rate: Entry) -> str:
    """What is said to be a share, between the mark before and 占: 肢体残疾 in ，肢体残疾占持证残疾人的51.3%."""
    names = [m for m in rate.record.mentions if m.label is Label.INDICATOR and "占" in m.text and m.end <= rate.start]
    if not names:
        return ""
    lead = ledger.text[max(0, names[-1].start - LONGEST_SUBJECT) : names[-1].start] + names[-1].text.partition("占")[0]
    words = plain_name(MARK.split(lead)[-1])
    return words if WORDS.fullmatch(words) else ""


def part_named(ledger: Ledger, rate: Entry, subject: str) -> Entry | None:
    """The last figure before the share whose name is its subject or begins it: 肢体 for 肢体残疾."""
    before = ledger.entries[max(0, rate.index - REACH) : rate.index]
    alike = [e for e in before if e.value is not None and e.record.kind is not RecordKind.RATE and len(e.name) > 1]
    return next((e for e in reversed(alike) if subject.startswith(e.name) or e.name == subject), None)


def part_by_name(ledger: Ledger, rate: Entry) -> Entry | None:
    """The one part beside 二产比重, or of the same whole, whose name begins as the share's does: 第二产业增加值."""
    whole = ledger.parent(rate)
    near = ledger.children.get(whole.id, []) if whole else ledger.entries[max(0, rate.index - 5) : rate.index]
    alike = [e for e in near if e.value is not None and e.record.kind is not RecordKind.RATE]
    alike = [e for e in alike if within_name(head_of(rate), e.name) and e.record.parent is not None]
    return alike[0] if len(alike) == 1 else None


def within_name(short: str, name: str) -> bool:
    """Whether the characters of ``short`` stand in ``name`` in that order: 二产 in 第二产业增加值."""
    return len(short) > 1 and stands_in(short, name)


def head_of(rate: Entry) -> str:
    """The name of the part in the name of a share: 新能源车 in 新能源车占比."""
    head = rate.name.partition("占")[0] or rate.name
    return re.sub("(比重|比例|率|度)$", "", head)
