"""The stage of the budget cycle: from the column, the parent, or the words of the name."""

import re

from models.labels import Label
from service.records.draft import Draft
from service.records.record import Stage
from service.records.words import STAGES

_SPACE = re.compile(r"\s+")
_FUNDS = re.compile("一般公共预算|政府性基金预算|国有资本经营预算|社会保险基金预算|转移支付")
"""Words of funds and transfers in which 预算 and 支付 are no stage."""
_ADJUSTING = re.compile("^(?:压减|收回|追加|追减|核减|调剂|盘活|调出|调入|追回)")
"""The adjustment itself has no stage."""

TITLE = re.compile(r"^[^，。；|]{0,30}(?P<stage>决算|预算)(?:[^，。；|执]{0,6})(?:表|明细|总表)(?:[（(].*)?$")
TITLES = {"决算": Stage.FINAL, "预算": Stage.BUDGET}


def stage_in(words: str) -> Stage | None:
    """The stage that the cue words of a name or head give."""
    words = _FUNDS.sub("", _SPACE.sub("", words))
    if _ADJUSTING.search(words):
        return None
    return next((stage for cues, stage in STAGES if re.search(cues, words)), None)


def stage_of_title(lead: str) -> Stage | None:
    """The stage of all the figures of a table from the lines before it: 收入支出决算表, 部门预算总表."""
    titles = [match for line in lead.splitlines() if (match := TITLE.search(_SPACE.sub("", line)))]
    return TITLES[titles[-1]["stage"]] if titles else None


def set_stages(drafts: list[Draft], indicators: dict[Draft, str]) -> None:
    """Give each amount its stage; parents come before their parts, whatever their order in the text."""
    done: set[Draft] = set()
    for draft in drafts:
        _settle(draft, indicators, done)


def _settle(draft: Draft, indicators: dict[Draft, str], done: set[Draft]) -> None:
    if draft in done:
        return
    done.add(draft)
    if draft.is_score or draft.figure.label is not Label.AMOUNT or draft.value is None:
        draft.stage = None
        return
    own = stage_in(indicators[draft])
    if draft.stage is None and draft.parent is not None and own is not Stage.CARRYOVER:
        _settle(draft.parent, indicators, done)
        draft.stage = draft.parent.stage
    draft.stage = draft.stage or own or draft.table_stage
