"""A finding put together from the figures of two reports."""

from decimal import Decimal

from service.checks.check import Status
from service.checks.claims import named
from service.checks.facts import tolerance
from service.checks.printed import Printed
from service.reconcile.facts import Fact, equal
from service.reconcile.finding import Finding, Rule, Side
from service.reconcile.matching import Pair
from service.reconcile.report import Report
from service.reconcile.vocabulary import pattern
from service.records.record import Mention

TIMES = 3
"""Figures of one thing that are farther apart are more likely of two things, or of one whose unit was misread."""

LONGEST_NAME = 60
UNCERTAIN = "两份报告是否同一单位、同一口径未能确认"


def side(fact: Fact, figure: Printed | None = None) -> Side:
    """The evidence of ``fact``: where its figure stands, or another ``figure`` of its record."""
    printed = figure or fact.figure
    report, record = fact.report, fact.entry.record
    mention = next((one for one in record.mentions if one.start == printed.start), None)
    return Side(
        document_id=report.document_id,
        name=report.name,
        title=report.title,
        fiscal_year=report.fiscal_year,
        record_id=record.id,
        start=printed.start,
        end=printed.end,
        text=report.text[printed.start : printed.end],
        page=page_of(mention),
    )


def page_of(mention: Mention | None) -> int | None:
    """The page of a mention, from 1."""
    return mention.page if mention else None


def place(report: Report) -> str:
    """A report as messages name it: 《title》, or its file where it has no title."""
    title = "".join((report.title or "").split()) or report.name
    return f"《{title if len(title) <= LONGEST_NAME else title[:LONGEST_NAME] + '…'}》"


def said(fact: Fact) -> str:
    """A figure as a report states it: “年初结转和结余”63.54万元."""
    return f"{named(fact.entry)}{fact.figure.show()}"


def doubts_of(pair: Pair, stating: Fact, other: Fact) -> list[str]:
    """What keeps two figures that disagree from being a contradiction, in words."""
    doubts = []
    if not pair.certain:
        doubts.append(UNCERTAIN)
    if is_explained(stating, other):
        doubts.append("报告说明了调整或口径变化")
    return doubts


def level_doubts(pair: Pair, stating: Fact, other: Fact) -> list[str]:
    """The doubts about two figures that should be one."""
    doubts = doubts_of(pair, stating, other)
    if not is_of_size(abs(stating.figure.value), abs(other.figure.value)):
        doubts.append("两数相差悬殊，未必是同一指标")
    return doubts


def is_explained(fact: Fact, other: Fact, words: str = "words") -> bool:
    """Whether the paragraph of either figure says that an earlier one was adjusted."""
    paragraphs = (one.report.paragraph(one.entry) for one in (fact, other))
    return any(pattern("explained", words).search("".join(text.split())) for text in paragraphs)


def is_of_size(one: Decimal, other: Decimal) -> bool:
    """Whether two figures may be of one thing by their size."""
    return min(one, other) > 0 and max(one, other) <= TIMES * min(one, other)


def outcome(holds: bool, doubts: list[str]) -> tuple[Status, str]:
    """The status of a claim and the words of the doubts that keep it from being a contradiction."""
    if holds:
        return Status.HOLDS, ""
    return (Status.UNDECIDABLE, "；".join(doubts) + "，暂不能断定") if doubts else (Status.VIOLATED, "")


def _named_alike(stating: Fact, other: Fact) -> str:
    """By which names the two figures are taken to be of one thing."""
    one, two = named(stating.entry), named(other.entry)
    return f"指标均为{one}" if one == two else f"指标{one}对应{two}"


def level_finding(rule: Rule, pair: Pair, stating: Fact, other: Fact, doubts: list[str]) -> Finding:
    """The finding that two reports state one figure, or two figures, of one thing; ``doubts`` matter for two alone."""
    holds = equal(stating.figure, other.figure)
    status, why = outcome(holds, doubts)
    verdict = "一致" if holds else f"不一致，相差{stating.figure.show(abs(stating.figure.value - other.figure.value))}"
    message = (
        f"{place(stating.report)}写{said(stating)}，{place(other.report)}写{said(other)}，{verdict}"
        + (f"；{why}" if why else "")
        + "。"
    )
    return finding(rule, status, pair, stating, other, message).model_copy(
        update={
            "tolerance": tolerance(stating.figure, other.figure),
            "matched": f"{pair.matched}；{_named_alike(stating, other)}",
        }
    )


def finding(rule: Rule, status: Status, pair: Pair, stating: Fact, other: Fact, message: str) -> Finding:
    """What came of ``rule`` on two figures of ``pair``, with the evidence of both."""
    return Finding(
        rule=rule,
        status=status,
        organisation=pair.earlier.owner.key,
        indicator=stating.entry.record.indicator,
        unit=stating.key.unit,
        period=other.key.period,
        stated=stating.figure.value,
        computed=other.figure.value,
        left=side(stating),
        right=side(other),
        matched=pair.matched,
        message=message,
    )
