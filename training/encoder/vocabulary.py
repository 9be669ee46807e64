"""Which pieces of the XLM-R vocabulary a Chinese report needs, and the tokenizer built from them.

Digits and punctuation stand alone, words never start with a blank marker, blanks and line breaks are pieces of their
own: so every number, unit and table border is a piece border.
"""

import unicodedata
from collections.abc import Sequence

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")
BLANK, LINE_BREAK = "▁", "\n"
UNKNOWN_ID = 3
_LONGEST_LATIN = 2
_FUNCTION_CHARACTERS = frozenset("的为是了和与及在由至到占达共得其等将")
"""Words that stand between a name and its value: a piece that ends or begins with one would hide a border."""


def is_han(character: str) -> bool:
    """Whether ``character`` is a common Chinese character or 〇."""
    return "\u4e00" <= character <= "\u9fff" or character == "〇"


def in_gb2312(text: str) -> bool:
    """Whether all of ``text`` is in the character set of simplified official writing."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def is_needed(piece: str) -> bool:
    """Whether ``piece`` can occur in normalised Chinese official text with digits and punctuation isolated."""
    if piece == BLANK:
        return True
    if all(map(is_han, piece)):
        return len(piece) == 1 or (in_gb2312(piece) and not _FUNCTION_CHARACTERS & {piece[0], piece[-1]})
    if piece.isascii() and piece.isalpha():
        return len(piece) <= _LONGEST_LATIN
    return len(piece) == 1 and _in_gbk(piece) and not unicodedata.category(piece).startswith("C")


def _in_gbk(character: str) -> bool:
    try:
        character.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def kept_rows(pieces: Sequence[str]) -> list[int]:
    """Ids of the pieces to keep, specials first, in the order of the original vocabulary."""
    return list(range(len(SPECIALS))) + [
        row for row, piece in enumerate(pieces) if row >= len(SPECIALS) and is_needed(piece)
    ]


def build_tokenizer(pieces: Sequence[str], scores: Sequence[float]) -> Tokenizer:
    """A Unigram tokenizer over ``pieces`` whose offsets point into the text before normalisation."""
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), UNKNOWN_ID, False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(r"[\u200b-\u200f\ufeff\u00ad]"), ""),
            normalizers.Replace(Regex(r"[ \t]+"), BLANK),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"\n"), "isolated"),
            pre_tokenizers.Split(BLANK, "isolated"),
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.Punctuation("isolated"),
        ]
    )
    return tokenizer
