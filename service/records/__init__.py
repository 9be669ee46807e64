"""Entities → records: linking, stages, parents, targets, changes, scores. Pure."""

from service.records.record import Change, Mention, Record, RecordKind, Stage

__all__ = ["Change", "Mention", "Record", "RecordKind", "Stage"]
