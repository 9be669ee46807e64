"""One report of an archive, as the reconciliation sees it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from service.checks.ledger import Entry, Ledger
from service.documents.document import Document, Family
from service.records.record import Record


@dataclass(frozen=True, eq=False)
class Report:
    """A report with its records; ``document_id`` is the digest of its content, ``name`` that of its file."""

    document_id: str
    name: str
    title: str | None
    organisation: str | None
    fiscal_year: str | None
    family: Family
    text: str = field(repr=False)
    records: Sequence[Record] = field(repr=False)

    @classmethod
    def of(cls, document_id: str, name: str, document: Document, records: Sequence[Record]) -> "Report":
        """The report that an extraction gives."""
        return cls(
            document_id,
            name,
            document.title,
            document.organisation,
            document.fiscal_year,
            document.family,
            document.text,
            records,
        )

    @property
    def year(self) -> int | None:
        """The fiscal year; ``None`` where none is known."""
        return int(self.fiscal_year) if self.fiscal_year and self.fiscal_year.isdecimal() else None

    @cached_property
    def ledger(self) -> Ledger:
        """The records in reading order."""
        return Ledger(Document(text=self.text), self.records)

    def paragraph(self, entry: Entry) -> str:
        """The line on which the figure of ``entry`` stands."""
        if entry.start < 0:
            return ""
        first, last = self.text.rfind("\n", 0, entry.start) + 1, self.text.find("\n", entry.end)
        return self.text[first : last if last >= 0 else len(self.text)]
