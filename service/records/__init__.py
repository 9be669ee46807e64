"""Entities → records. Pure: nothing but the text, its entities and the words kept here as data.

``build`` tells the story. ``items``, ``supplied`` and ``layout`` (``linekinds``, ``spans``) put the entities in order
and cut the text into paragraphs and tables; ``prose`` (``mentions``, ``claims``, ``comparisons``, ``points``) and
``tables`` (``heads``, ``rows``) make drafts of records; then come the relations: ``periods``, ``parents`` (``sums``,
``parts``, ``table_parents``, ``shares``), ``groups`` and ``scores``, ``stages``, ``repeats``. ``values`` and
``changes`` settle the figures. Words are data: ``words``, ``headwords``, ``cues``.
"""

from service.records.build import build_records
from service.records.record import Change, Figure, Mention, Record, RecordKind, Stage, plain

__all__ = ["Change", "Figure", "Mention", "Record", "RecordKind", "Stage", "build_records", "plain"]
