"""Annotated reports and the laws that they keep."""

from corpora.corpus import read_corpus
from corpora.errors import CorpusError, InlineError
from corpora.report import AnnotatedReport, read_report

__all__ = ["AnnotatedReport", "CorpusError", "InlineError", "read_corpus", "read_report"]
