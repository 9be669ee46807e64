"""Bytes → text: which of the encodings of Chinese reports this is, decided strictly or not at all."""

import codecs
from collections.abc import Iterator

from charset_normalizer import from_bytes

from service.errors import DocumentError

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the mark of UTF-16-LE
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LEGACY = ("gb18030", "big5hkscs")
SAMPLE = 8_192
"""Bytes from which a legacy encoding is guessed; the whole text is then decoded strictly."""
READABLE_SHARE = 0.9
EXPECTED = "需要 UTF-8、UTF-16、GB18030 或 Big5 编码的纯文本"


def decode(data: bytes) -> str:
    """The text of ``data`` without its byte order mark; raises ``DocumentError`` where no encoding fits."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _decode_strictly(data[len(mark) :], encoding)
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or readable_share(text[:SAMPLE]) >= READABLE_SHARE:
            return text
    raise DocumentError(f"{EXPECTED}，收到的内容无法按其中任何一种解码；请另存为 UTF-8 文本后重试。")


def _decode_strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"文件开头标明是 {encoding.upper()}，但第 {error.start + 1} 个字节起无法解码，文件可能已损坏；"
            "请重新导出为 UTF-8 文本。"
        ) from error


def _candidates(data: bytes) -> Iterator[str]:
    """The encodings to try, the most telling first: well-formed UTF-8 is hardly ever anything else."""
    if 0 not in data[:SAMPLE]:
        yield "utf-8"
    if len(data) % 2 == 0:
        yield from _by_readability(data[:SAMPLE], ("utf-16-le", "utf-16-be"))
    yield from _legacy(data[:SAMPLE])
    yield "utf-8"  # with its NULs, so that they are told and not the encoding


def _by_readability(sample: bytes, encodings: tuple[str, ...]) -> list[str]:
    return sorted(encodings, key=lambda encoding: -readable_share(sample.decode(encoding, "ignore")))


def _legacy(sample: bytes) -> tuple[str, ...]:
    """GB18030 and Big5 share their byte ranges, so that only the frequency of characters tells them apart."""
    guess = from_bytes(
        sample[: len(sample) // 2 * 2], cp_isolation=["gb18030", "big5", "big5hkscs"], threshold=1
    ).best()
    return LEGACY[::-1] if guess is not None and guess.encoding.startswith("big5") else LEGACY


def readable_share(text: str) -> float:
    """The share of characters that stand in Chinese reports: ASCII, Han, CJK punctuation, full-width forms, symbols."""
    return sum(map(_is_readable, text)) / len(text) if text else 0.0


def _is_readable(char: str) -> bool:
    code = ord(char)
    return (
        0x20 <= code < 0x7F
        or char in "\t\n\r\f"
        or 0x4E00 <= code <= 0x9FFF
        or 0x3000 <= code <= 0x303F
        or 0xFF00 <= code <= 0xFFEF
        or 0x2010 <= code <= 0x27BF
        or 0xA0 <= code <= 0xFF
    )
