"""A sum is contradicted only where no reading of its passage makes it come out."""

from service.checks import Rule, Status, run_checks
from service.documents import Document
from service.records import Record

WHOLE = "到位资金"


def amount(text: str, key: str, name: str, printed: str, parent: str | None = None) -> Record:
    start = text.index(name) + len(name)
    mention = {"label": "AMOUNT", "start": start, "end": start + len(printed), "text": printed}
    value = str(int(float(printed.removesuffix("万元")) * 10000))
    fields = {"id": key, "kind": "amount", "indicator": name, "value": value, "unit": "CNY", "mentions": [mention]}
    return Record.model_validate(fields | ({"parent": parent} if parent else {}))


def status(text: str, *parts: tuple[str, str], linked: int | None = None) -> list[Status]:
    whole = amount(text, "w", WHOLE, text.removeprefix(WHOLE).partition("，")[0])
    records = [whole]
    for number, (name, printed) in enumerate(parts):
        records.append(amount(text, f"p{number}", name, printed, "w" if linked is None or number < linked else None))
    checks = run_checks(Document(text=text), records)
    return [check.status for check in checks if check.rule is Rule.PARTS_SUM and check.records[0] == "w"]


def test_a_part_that_was_not_read_but_fills_the_gap_proves_nothing() -> None:
    text = "到位资金900万元，包括省级资金500万元、市级资金40万元、县级配套360万元。"

    assert status(text, ("省级资金", "500万元"), ("县级配套", "360万元")) == [Status.UNDECIDABLE]


def test_a_part_without_its_link_that_fills_the_gap_proves_nothing() -> None:
    text = "到位资金900万元，包括省级资金500万元、县级配套360万元、其他资金40万元。"
    parts = (("省级资金", "500万元"), ("县级配套", "360万元"), ("其他资金", "40万元"))

    assert Status.VIOLATED not in status(text, *parts, linked=2)


def test_a_figure_that_was_not_read_and_fills_no_gap_does_not_hide_a_contradiction() -> None:
    text = "到位资金900万元，包括省级资金500万元（上年480万元）、县级配套410万元。"

    assert status(text, ("省级资金", "500万元"), ("县级配套", "410万元")) == [Status.VIOLATED]
