"""What a document may cost: every limit can be set, and what exceeds one is refused in a sentence."""

from dataclasses import dataclass
from time import monotonic

from service.errors import DocumentTooLargeError

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE
"""The size above which a report is refused unless the caller says otherwise."""
EXPANDED_SHARE = 16
"""A tree of XML takes up to this many times the memory of its bytes."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one document; of an archive, ``bytes`` counts for it and for each of its members."""

    bytes: int = MAX_BYTES
    """Bytes of a file."""
    pages: int = 2_000
    """Pages of a document, sheets of a workbook."""
    pixels: int = 50_000_000
    """Pixels of one image or rendered page."""
    members: int = 2_000
    """Members of all archives in one file together; parts of an Office document."""
    nesting: int = 3
    """Archives inside archives."""
    expansion: int = 200
    """Bytes that may come out of an archive for each byte of it; the first ten megabytes are free."""
    seconds: float = 120
    """Seconds for one document."""
    memory: int = 2048 * MEGABYTE
    """Bytes of memory of each helper process."""
    characters: int = 20_000_000
    """Characters of the text of a document."""

    def expanded(self, compressed: int) -> int:
        """Bytes that ``compressed`` bytes of an Office file or archive may grow to, a part of the memory at most."""
        return max(10 * MEGABYTE, min(compressed * self.expansion, self.memory // EXPANDED_SHARE))


DEFAULT_LIMITS = Limits()


class Deadline:
    """The time limit of a reader that works in this process: ``check`` is called between its steps."""

    def __init__(self, limits: Limits) -> None:
        self._seconds = limits.seconds
        self._end = monotonic() + limits.seconds

    @property
    def left(self) -> float:
        """Seconds that are left, never below zero."""
        return max(0.0, self._end - monotonic())

    def check(self) -> None:
        """Raises ``DocumentTooLargeError`` where the time is over."""
        if monotonic() > self._end:
            raise DocumentTooLargeError(f"读取用时超过 {self._seconds:g} 秒的上限；请拆分后分别处理，或调高上限。")


def megabytes(size: int) -> str:
    """``size`` bytes for people: MB, or bytes where there are few."""
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0") + " MB" if size >= 100_000 else f"{size} 字节"


def check_size(size: int, max_bytes: int, subject: str) -> None:
    """Raises ``DocumentTooLargeError`` where ``size`` bytes are more than ``max_bytes``."""
    if size > max_bytes:
        raise DocumentTooLargeError(
            f"一份报告最多 {megabytes(max_bytes)}，{subject}有 {megabytes(size)}；请拆分后分别处理，或调高上限。"
        )
