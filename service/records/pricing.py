"""Prices in running text: 衬砌渠道3公里，每公里8万元，计24万元 states a count, the price of one, and the total."""

import re
from collections.abc import Sequence

from service.records.draft import Draft
from service.records.items import Item
from service.records.record import RecordKind

PRICE = re.compile(r"均(?!衡)|每|单价|单(?:位|[座场床套次村户灯辆台处个])|[亩户座]补")


def names_of_total(drafts: Sequence[Draft], last: tuple[Item, ...]) -> tuple[Item, ...]:
    """The names of an amount behind a price called ``last``: those of what was counted before it; else none.

    A price is the one figure behind its name; what follows is no second price but what all the things cost.
    """
    if len(drafts) < 2 or any(draft.value is None or draft.is_score for draft in drafts[-2:]):
        return ()
    count, price = drafts[-2:]
    is_priced = price.kind is RecordKind.AMOUNT and price.names == last and _is_price(price)
    beside = count.place.sentence == price.place.sentence and count.kind is RecordKind.COUNT
    return count.names if is_priced and beside and not _is_price(count) else ()


def _is_price(draft: Draft) -> bool:
    return any(PRICE.search(name.text) for name in draft.names)
