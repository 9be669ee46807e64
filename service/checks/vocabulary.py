"""The terms of the field that the checks go by: data in ``vocabulary.toml``, read once."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_DROPPED = re.compile(r"[\s“”\"'‘’「」『』《》()<>\[\]【】〔〕]")
_STAGE_WORDS = re.compile(
    r"年初|年末|期初|期末|批复|调整后?|全年|决算|预算|执行|支出数|决算数|预算数|执行数|数$|实际|总额|合计|本年度?|为$"
)


@dataclass(frozen=True, slots=True)
class ClosedSet:
    """Parts that by statute or by logic make up their whole: ``parts`` must be there, ``optional`` may be.

    ``distinct`` names say enough to find the list where nothing links it to its whole.
    """

    name: str
    whole: re.Pattern[str]
    not_whole: re.Pattern[str] | None
    parts: tuple[re.Pattern[str], ...]
    optional: tuple[re.Pattern[str], ...]
    distinct: bool = False

    def may_split(self, whole: str) -> bool:
        """Whether a whole of this name may be split into the parts of the set."""
        refused = self.not_whole is not None and self.not_whole.search(whole)
        return bool(self.whole.search(whole)) and not refused


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(files("service.checks").joinpath("vocabulary.toml").read_text(encoding="utf-8"))


@cache
def pattern(table: str, key: str) -> re.Pattern[str]:
    """The pattern ``[table] key`` of the data file."""
    return re.compile(_data()[table][key])


def multiple(greater: str, lesser: str) -> int:
    """How many ``lesser`` units make a ``greater`` one: 1000 for 公里 and 米; 1 where the table has no such pair."""
    return int(_data()["prices"]["multiples"].get(f"{greater}/{lesser}", 1))


@lru_cache(maxsize=1)
def closed_sets() -> tuple[ClosedSet, ...]:
    """The closed sets of the data file."""
    return tuple(
        ClosedSet(
            item["name"],
            re.compile(item["whole"]),
            re.compile(item["not_whole"]) if "not_whole" in item else None,
            tuple(map(re.compile, item["parts"])),
            tuple(map(re.compile, item["optional"])),
            item.get("distinct", False),
        )
        for item in _data()["closed"]
    )


@lru_cache(maxsize=8192)
def plain_name(name: str) -> str:
    """``name`` for matching: full width folded, without white space, quotation marks and brackets."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", name))


@lru_cache(maxsize=8192)
def stem(name: str) -> str:
    """A plain name without the words for stages and totals: 住房保障支出年初预算数 and 住房保障支出决算 share it."""
    return _STAGE_WORDS.sub("", name)
