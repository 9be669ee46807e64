"""Words of a report: jieba with the field's own dictionary, carried by spaCy, numbers kept whole.

jieba shatters ``-3,480.83万元`` and may join a unit with the next word, so the quantities that the grammar proposes are
shielded: each stays one token with its unit. Entity borders that fall inside a word cut it, so every span is a
sequence of whole tokens.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

import jieba
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from models.labels import Entity

Spans = Sequence[tuple[int, int]]


@cache
def words() -> jieba.Tokenizer:
    """jieba's own dictionary plus ``lexicon.txt``; built once in a process."""
    tokenizer = jieba.Tokenizer()
    tokenizer.cache_file = "jixi.jieba.cache"
    jieba.setLogLevel("ERROR")
    tokenizer.initialize()
    for line in files("models").joinpath("lexicon.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            tokenizer.add_word(line)
    return tokenizer


@cache
def language() -> Language:
    """The blank Chinese pipeline whose vocabulary and attributes the documents share."""
    return spacy.blank("zh")


def token_spans(text: str, shielded: Spans = (), borders: Iterable[int] = ()) -> Iterator[tuple[int, int]]:
    """Half-open offsets of the words of ``text``, which they tile.

    ``shielded``: sorted spans that do not overlap; each becomes one word. ``borders``: offsets that no word may cross.
    """
    cuts = sorted(borders)
    for start, end in _tile(text, shielded):
        inside = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
        yield from pairwise((start, *inside, end))


def _tile(text: str, shielded: Spans) -> Iterator[tuple[int, int]]:
    position = 0
    for start, end in (*shielded, (len(text), len(text))):
        for word in words().cut(text[position:start]):
            yield position, position + len(word)
            position += len(word)
        if end > start:
            yield start, end
            position = end


def edges(text: str, shielded: Spans = ()) -> Iterator[int]:
    """Where the words of ``text`` end."""
    return (end for _, end in token_spans(text, shielded))


def borders(text: str, quantities: Spans = (), periods: Spans = ()) -> Iterator[int]:
    """The borders that no piece of the encoder's vocabulary may cross: of words, of figures with units, of times."""
    yield from edges(text, quantities)
    for start, end in periods:
        yield start
        yield end


def document(text: str, shielded: Spans = (), entities: Sequence[Entity] = ()) -> Doc:
    """``text`` as a spaCy document whose ``ents`` are ``entities``; ``doc.text == text``.

    Each entity's confidence is in ``doc.user_data["confidence"]``, keyed by the span's token range.
    """
    borders = {edge for entity in entities for edge in (entity.start, entity.end)}
    surfaces = [text[start:end] for start, end in token_spans(text, shielded, borders)]
    doc = Doc(language().vocab, words=surfaces, spaces=[False] * len(surfaces))
    spans = [_char_span(doc, entity) for entity in entities]
    doc.set_ents(spans)
    doc.user_data["confidence"] = {
        (span.start, span.end): entity.confidence for span, entity in zip(spans, entities, strict=True)
    }
    return doc


def _char_span(doc: Doc, entity: Entity) -> Span:
    span = doc.char_span(entity.start, entity.end, label=str(entity.label))
    if span is None:
        raise ValueError(f"标注 [{entity.start}, {entity.end}) 不在词的边界上")
    return span


def border_share(gold: Iterable[tuple[str, Spans, Sequence[Entity]]]) -> float:
    """The share of entity borders that fall on borders of the words, before any word is cut for an entity.

    ``gold`` gives text, quantity spans and entities of each document.
    """
    hit = total = 0
    for text, shielded, entities in gold:
        reached = {0, *edges(text, shielded)}
        borders = [edge for entity in entities for edge in (entity.start, entity.end)]
        hit += sum(border in reached for border in borders)
        total += len(borders)
    return hit / total if total else 1.0
