"""The formats of annotation."""

from enum import StrEnum


class Format(StrEnum):
    """A form in which annotated texts travel."""

    DOCCANO = "doccano"
    LABEL_STUDIO = "label-studio"
    CONLL = "conll"
    SPACY = "spacy"
    BRAT = "brat"
    PRODIGY = "prodigy"
    INLINE = "inline"


class Dialect(StrEnum):
    """How doccano's spans are written: as triples, as it does without relations, or as it does with them."""

    TRIPLES = "label"
    ENTITIES = "entities"


class Unit(StrEnum):
    """What a token of CoNLL is."""

    CHARACTERS = "characters"
    WORDS = "words"
