"""What a share says of itself: the part and the whole that its words, its list and its place name."""

import re

from models.labels import Label
from service.checks.ledger import Entry, Ledger
from service.checks.quotients import Pair, comparable
from service.checks.vocabulary import plain_name, stem
from service.records.record import RecordKind, Stage

TAIL = re.compile("(合计|总计|总额|总数|总量|决算数?|数|的?比重|的?比例|的|比)$")
"""What a whole may carry or lack at its end: 占本年支出 means 本年支出合计."""

REACH = 12
"""The figures of a list, and the whole before it, stand within so many entries of its last share."""

LISTED = 2
"""So many shares of a list that fit one figure show that it is the whole of all."""

LONGEST_SUBJECT = 20
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


def is_copy(ledger: Ledger, rate: Entry, meant: Pair) -> bool:
    """Whether the share is that of the figure before it in the list, written again behind another figure."""
    if meant.approximate or rate.approximate or meant.fits(rate):
        return False
    others = (e for e in share_list(ledger, rate) if e.index < rate.index and e.figure.value == rate.figure.value)
    return any(Pair((ledger.entries[other.index - 1],), meant.whole).fits(other) for other in others)


def meant_whole(ledger: Ledger, rate: Entry, part: Entry) -> Entry | None:
    """The whole that the share states: linked to it, named in full after 占, or that of which the part is one."""
    after = rate.name.partition("占")[2]
    named = TAIL.sub("", after)
    if "占" in rate.name and named:
        alike = [e for e in ledger.entries if e.value is not None and TAIL.sub("", e.name.removeprefix("占")) == named]
        alike = [e for e in alike if e.record.kind is part.record.kind and e is not part]
        if alike:
            return min(alike, key=lambda entry: abs(entry.index - rate.index))
    linked = ledger.parent(rate) or (ledger.parent(part) if not named or not rate.name.startswith("占") else None)
    if linked is None:
        return None if named else whole_of_list(ledger, rate, part)
    if not agrees_in_stage(named, linked):
        return None
    told = rate.name.startswith("占") and named
    is_named = not told or named_alike(named, linked.name) or within_name(named, linked.name)
    return linked if is_named or is_proven(ledger, rate, linked) else None


def is_proven(ledger: Ledger, rate: Entry, whole: Entry) -> bool:
    """Whether another share of the same wording, right behind its figure, is one of ``whole``: so is this one."""
    same = (e for e in ledger.children.get(whole.id, ()) if e is not rate and e.name == rate.name)
    own = (other for other in same if is_own_share(ledger, other))
    return any(Pair((ledger.entries[other.index - 1],), (whole,)).fits(other) for other in own)


def whole_of_list(ledger: Ledger, rate: Entry, part: Entry) -> Entry | None:
    """The figure that the other shares of the list are measured by: 甲40个，占40%；乙30个，占30%；丙20个，占25%.

    A list of bare shares has one whole; two others that fit the same figure before the list show which one.
    """
    listed = [other for other in share_list(ledger, rate) if other is not rate]
    first = min((other.index for other in (rate, *listed)), default=0) - 1
    before = [e for e in ledger.entries[max(0, first - REACH) : first] if comparable(part, e)]
    for whole in reversed(before):
        if sum(Pair((ledger.entries[other.index - 1],), (whole,)).fits(other) for other in listed) >= LISTED:
            return whole
    return None


def share_list(ledger: Ledger, rate: Entry) -> list[Entry]:
    """The bare shares of one list with ``rate``: each right behind a figure of one unit, in one sentence."""
    if not is_own_share(ledger, rate):
        return []
    unit = ledger.entries[rate.index - 1].unit
    found = [rate]
    for step in (-2, 2):
        at = rate.index + step
        while 0 < at < len(ledger.entries):
            other, own = ledger.entries[at], ledger.entries[at - 1]
            same = other.name == rate.name and own.unit == unit and own.record.kind is not RecordKind.RATE
            if not same or ledger.sentence(own) != ledger.sentence(rate):
                break
            found.append(other)
            at += step
    return found


def is_own_share(ledger: Ledger, rate: Entry) -> bool:
    """Whether a figure stands right before the share, in its sentence: 项目支出190万元，占54.1%."""
    before = ledger.entries[rate.index - 1 : rate.index] if rate.index else []
    return any(e.record.kind is not RecordKind.RATE and ledger.sentence(e) == ledger.sentence(rate) for e in before)


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
    before = [e for e in ledger.entries[max(0, rate.index - 2) : rate.index] if ledger.sentence(e) == sentence]
    own = [e for e in before if e.value is not None and e.record.kind is not RecordKind.RATE and e.name != rate.name]
    return own[-1] if own and not subject else None


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
    rest = iter(name)
    return len(short) > 1 and all(character in rest for character in short)


def head_of(rate: Entry) -> str:
    """The name of the part in the name of a share: 新能源车 in 新能源车占比."""
    head = rate.name.partition("占")[0] or rate.name
    return re.sub("(比重|比例|率|度)$", "", head)
