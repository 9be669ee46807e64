"""Keys open what they are for and nothing else; annotations are what a training takes; the audit keeps the order."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from corpora.formats import Findings, Format, read_data
from corpora.formats.files import File
from service.store import Annotations, Audit, Database, Keys, Scope, UnknownAnnotationError, UnknownKeyError, tables

ENTITIES = [{"label": "INDICATOR", "start": 0, "end": 2, "text": "支出"}, {"label": "AMOUNT", "start": 2, "end": 5}]


def test_a_key_is_told_once_and_kept_as_a_digest(database: Database, tmp_path: Path) -> None:
    key, told = Keys(database).create("财政局", [Scope.EXTRACT])
    assert told.startswith(f"jixi_{key.prefix}_")
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert told.split("_", 2)[2].encode() not in kept
    assert key.prefix.encode() in kept


def test_a_key_is_good_for_its_scopes_until_it_is_revoked(database: Database) -> None:
    keys = Keys(database)
    key, told = keys.create("页面", [Scope.ANNOTATE])
    found = keys.verify(told)
    assert found is not None
    assert (found.prefix, found.may(Scope.ANNOTATE), found.may(Scope.TRAIN)) == (key.prefix, True, False)
    assert keys.list()[0].used is not None
    keys.revoke(key.prefix)
    assert keys.verify(told) is None
    with pytest.raises(UnknownKeyError):
        keys.revoke("none")


@pytest.mark.parametrize("wrong", ["", "jixi", "jixi__", "jixi_x_y", "\ud800", "other"])
def test_what_is_no_key_opens_nothing(database: Database, wrong: str) -> None:
    keys = Keys(database)
    key, told = keys.create("管理员", [Scope.ADMIN])
    assert key.may(Scope.TRAIN)
    assert keys.verify(wrong) is None
    assert keys.verify(told[:-1] + ("A" if told[-1] != "A" else "B")) is None
    assert keys.verify(told.replace("jixi", "else")) is None


def test_annotations_are_exported_as_the_corpus_reads_them(database: Database) -> None:
    annotations = Annotations(database)
    annotations.save("支出1万元。", ENTITIES, author="local", name="自评.docx", model="v2")
    exported, findings = File(Path("a.jsonl"), annotations.as_doccano().encode(), "a.jsonl"), Findings()
    (report,) = read_data([exported], Format.DOCCANO, findings)
    assert (report.text, [(one.label, one.text) for one in report.entities]) == (
        "支出1万元。",
        [("INDICATOR", "支出"), ("AMOUNT", "1万元")],
    )
    assert not list(findings)


def test_an_annotation_is_replaced_by_its_author_and_deleted_for_good(database: Database, tmp_path: Path) -> None:
    annotations = Annotations(database)
    first = annotations.save("支出1万元。", ENTITIES, author="local")
    again = annotations.save("支出1万元。", [], [{"id": "r1"}], author="local", id=first.id)
    assert annotations.list("local") == [again]
    assert annotations.list("another") == []
    with pytest.raises(UnknownAnnotationError):
        annotations.save("别的", [], author="another", id=first.id)
    with pytest.raises(UnknownAnnotationError):
        annotations.get(first.id, "another")
    annotations.delete(first.id, "local")
    assert "支出1万元。".encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert json.loads(json.dumps(again.as_json()))["records"] == [{"id": "r1"}]


def test_the_audit_tells_who_did_what_the_newest_first(database: Database) -> None:
    audit = Audit(database)
    audit.note("local", "submit", "t1")
    audit.note("local", "cancel", "t1", "unknown-task")
    assert [(deed.action, deed.outcome) for deed in audit.newest()] == [("cancel", "unknown-task"), ("submit", "ok")]
    assert [deed.action for deed in audit.newest(action="submit")] == ["submit"]
    with database.reading() as connection:
        assert set(connection.execute(select(tables.audit.c.who)).scalars()) == {"local"}
