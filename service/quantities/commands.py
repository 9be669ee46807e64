"""``jixi quantities FILE``: the quantities of each line, one JSON object a line."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from service.quantities.finding import find
from service.quantities.quantity import Bound, Kind, Quantity

_LOWER = (Bound.ABOVE, Bound.AT_LEAST)
_UPPER = (Bound.BELOW, Bound.AT_MOST)


def register(app: typer.Typer) -> None:
    """Adds ``quantities`` to ``app``."""

    @app.command("quantities")
    def quantities(
        file: Annotated[
            Path, typer.Argument(help="文本文件，UTF-8，一行一条", exists=True, dir_okay=False, readable=True)
        ],
    ) -> None:
        """逐行列出文中的金额、比率、数量和数字，每行输出一个 JSON 对象。"""
        try:
            text = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            typer.echo(f"{file} 不是 UTF-8 文本（第 {error.start + 1} 字节）", err=True)
            raise typer.Exit(2) from error
        for line in text.removesuffix("\n").split("\n") if text else ():
            typer.echo(json.dumps(as_json(line.removesuffix("\r")), ensure_ascii=False))


def as_json(line: str) -> dict[str, Any]:
    """``line`` and its quantities, each with ``kind``, ``value`` or ``min`` and ``max``, ``unit``, ``bound``, place."""
    return {"text": line, "quantities": [_as_object(quantity) for quantity in find(line)]}


def _as_object(quantity: Quantity) -> dict[str, Any]:
    """A quantity for JSON; a one-sided bound gives the stated ``value`` and the open range that it means."""
    return {
        "kind": _kind(quantity),
        **_figures(quantity),
        "unit": quantity.unit,
        "bound": quantity.bound and quantity.bound.value,
        "start": quantity.start,
        "end": quantity.end,
    }


def _kind(quantity: Quantity) -> str:
    """Points are counted, so a number with the unit 分 is a count to the reader; only a bare number is a ``number``."""
    return Kind.COUNT.value if quantity.kind is Kind.NUMBER and quantity.unit else quantity.kind.value


def _figures(quantity: Quantity) -> dict[str, str | None]:
    if quantity.value is None:
        return {"min": _plain(quantity.low), "max": _plain(quantity.high)}
    figures: dict[str, str | None] = {"value": _plain(quantity.value)}
    if quantity.bound in _LOWER:
        figures |= {"min": _plain(quantity.value), "max": None}
    elif quantity.bound in _UPPER:
        figures |= {"min": None, "max": _plain(quantity.value)}
    return figures


def _plain(value: Decimal | None) -> str | None:
    """A decimal without exponent or trailing zeros."""
    if value is None:
        return None
    text = f"{abs(value) if value == 0 else value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
