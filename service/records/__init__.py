"""Entities → records: linking, stages, parents, targets, changes, scores."""

from service.records.build import build_records
from service.records.record import Change, Figure, Mention, Record, RecordKind, Stage, plain

__all__ = ["Change", "Figure", "Mention", "Record", "RecordKind", "Stage", "build_records", "plain"]
