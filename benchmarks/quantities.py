"""How the quantity grammar does on other suites' cases and negatives, and how fast it is.

    python benchmarks/quantities.py CASES.jsonl NEGATIVES.jsonl [--text FILE] [--misses]

A case is reached where a quantity that overlaps its surface has its value (for an open range: its end, with the bound
that says so), and for money its currency. A negative is a false hit where a quantity of a listed kind is found.
"""

import argparse
import json
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from service.quantities import Bound, Kind, Quantity, find

EXCLUDED = ("trad", "fullwidth", "comparative phrase")
CURRENCIES = {
    "元": "CNY",
    "美元": "USD",
    "港元": "HKD",
    "新台币": "TWD",
    "澳门元": "MOP",
    "日元": "JPY",
    "韩元": "KRW",
    "欧元": "EUR",
    "英镑": "GBP",
    "瑞士法郎": "CHF",
    "卢布": "RUB",
    "加元": "CAD",
    "澳元": "AUD",
    "新加坡元": "SGD",
    "泰铢": "THB",
    "奈拉": "NGN",
    "印度卢布": "INR",
}
KINDS = {"money": {Kind.AMOUNT}, "percent": {Kind.RATE}, "count": {Kind.COUNT, Kind.NUMBER}, "number": {Kind.NUMBER}}


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The JSON objects of ``path``, one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def same(found: Decimal | None, expected: float | str | None) -> bool:
    """Whether two figures are equal, or agree to the precision that a repeating decimal is printed with."""
    if found is None or expected is None:
        return found is None and expected is None
    target = Decimal(str(expected))
    return abs(found - target) <= abs(target) * Decimal("1e-9")


def interval(quantity: Quantity) -> tuple[Decimal | None, Decimal | None]:
    """The lowest and highest value that a quantity allows."""
    if quantity.value is None:
        return quantity.low, quantity.high
    return (
        quantity.value if quantity.bound in (Bound.AT_LEAST, Bound.ABOVE) else None,
        quantity.value if quantity.bound in (Bound.AT_MOST, Bound.BELOW) else None,
    )


def reaches(quantity: Quantity, case: dict[str, Any]) -> bool:
    """Whether ``quantity`` is what ``case`` expects."""
    if not (quantity.start < case["start"] + len(case["surface"]) and case["start"] < quantity.end):
        return False
    kind, value = case["kind"], case["value"]
    if kind == "range":
        low, high = interval(quantity)
        return same(low, value["min"]) and same(high, value["max"])
    if kind == "money" and quantity.unit != CURRENCIES.get(case["unit"], case["unit"]):
        return False
    return quantity.kind in KINDS[kind] and same(quantity.value, value)


def group(case: dict[str, Any]) -> str:
    """The note group that a case is counted in."""
    return next((name for name in EXCLUDED if name in case["note"]), "plain")


def measure_cases(cases: list[dict[str, Any]], misses: bool) -> None:
    """Prints the share of cases reached, by kind, source and note group."""
    right: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for case in cases:
        reached = any(reaches(quantity, case) for quantity in find(case["text"]))
        scope = "plain" if group(case) == "plain" else "excluded"
        keys = [("all", "all"), ("scope", scope), ("kind", case["kind"]), (f"{scope} kind", case["kind"]),
                ("source", case["source"]), ("note", group(case))]  # fmt: skip
        for key in keys:
            total[key] += 1
            right[key] += reached
        if misses and not reached:
            found = [
                (q.kind.value, q.text, str(q.value), str(q.low), str(q.high), q.unit, str(q.bound))
                for q in find(case["text"])
            ]
            print(
                case["id"],
                case["kind"],
                case["text"][:60],
                "|",
                case["surface"],
                case["value"],
                case["unit"],
                "→",
                found,
            )
    for key in sorted(total):
        print(f"{key[0]:14} {key[1]:24} {right[key]:5}/{total[key]:<5} {right[key] / total[key]:.4f}")


def measure_negatives(negatives: list[dict[str, Any]]) -> None:
    """Prints the negatives in which something of a listed kind is found."""
    kinds = {"money": Kind.AMOUNT, "percent": Kind.RATE, "count": Kind.COUNT, "number": Kind.NUMBER}
    false = 0
    for case in negatives:
        hits = [q for q in find(case["text"]) if q.kind in {kinds[name] for name in case["kinds"]}]
        false += bool(hits)
        for hit in hits:
            print("false hit", case["id"], case["text"][:40], hit.text, hit.kind.value)
    print(f"negatives with a false hit: {false}/{len(negatives)}")


def measure_speed(text: str) -> None:
    """Prints characters a second of processor time over ``text``."""
    begin = time.process_time()
    count = len(find(text))
    seconds = time.process_time() - begin
    print(f"{len(text)} characters, {count} quantities, {len(text) / seconds:,.0f} characters/s")


def main() -> None:
    """Reads the arguments and prints every figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("negatives", type=Path)
    parser.add_argument("--text", type=Path, help="a report, repeated to a million characters, to measure speed on")
    parser.add_argument("--misses", action="store_true", help="print every case that is not reached")
    arguments = parser.parse_args()
    cases = read_lines(arguments.cases)
    measure_cases(cases, arguments.misses)
    measure_negatives(read_lines(arguments.negatives))
    text = arguments.text.read_text(encoding="utf-8") if arguments.text else "\n".join(case["text"] for case in cases)
    measure_speed(text * (1_000_000 // len(text) + 1))


if __name__ == "__main__":
    main()
