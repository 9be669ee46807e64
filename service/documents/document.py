"""The document that every later stage points into."""

from bisect import bisect_right
from enum import StrEnum
from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field

from service.documents.source import Source


class Family(StrEnum):
    """The report families that the record contract tells apart."""

    DEPARTMENT = "department"
    PROJECT = "project"
    FINAL_ACCOUNTS = "final_accounts"
    WORK_REPORT = "work_report"
    OTHER = "other"


class Heading(BaseModel):
    """A heading line: where it stands, its text without surrounding blanks, and its depth (1 = outermost)."""

    model_config = ConfigDict(frozen=True)

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str
    level: int = Field(ge=1)


class Document(BaseModel):
    """A report's text and what it says of itself.

    ``text`` is the original text, changed in nothing but its encoding, a BOM and ``\\r\\n`` → ``\\n``, or what the
    layout makes of a Word, PDF or other file; every offset of entities, records and headings counts its code points.
    ``source`` tells where each stretch of it stands in the original; a bare text has none.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    title: str | None = None
    organisation: str | None = None
    fiscal_year: str | None = None
    family: Family = Family.OTHER
    outline: tuple[Heading, ...] = Field(default=(), exclude=True, repr=False)
    source: Source | None = Field(default=None, exclude=True, repr=False)

    def section_at(self, offset: int) -> tuple[str, ...]:
        """The path of headings above ``offset``, outermost first; a heading is not above itself."""
        index = bisect_right(self.outline, offset, key=lambda heading: heading.end)
        return self._paths[index - 1] if index else ()

    @cached_property
    def _paths(self) -> list[tuple[str, ...]]:
        """For each heading, the path that leads down to it, itself included."""
        paths: list[tuple[str, ...]] = []
        above: list[Heading] = []
        for heading in self.outline:
            while above and above[-1].level >= heading.level:
                above.pop()
            above.append(heading)
            paths.append(tuple(one.text for one in above))
        return paths
