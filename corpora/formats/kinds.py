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
