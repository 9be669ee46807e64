"""The database keeps what it was given until it is told to let go, and then nothing of it is left on the disk."""

import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

from service.store import Database, StoreError, TaskKind, Upload, tables
from service.store.tasks import NewTask, Tasks
from service.store.work import Place, Work

SECRET = "这一段绝不外传"
LONG = SECRET * 2000


def disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def new(text: str = "支出1万元。", **details: object) -> NewTask:
    return NewTask(TaskKind.EXTRACT, "local", "a.txt", [Upload("a.txt", text.encode())], **details)  # type: ignore[arg-type]


def test_what_is_deleted_is_in_no_file_of_the_database_and_takes_no_room(database: Database, tmp_path: Path) -> None:
    tasks, work = Tasks(database), Work(database, 0)
    database.sweep_out()
    empty = (tmp_path / "jixi.sqlite").stat().st_size
    task, _ = tasks.add(new(LONG))
    place = Place(task.id, 0, 0, "a.txt")
    work.begin(task.id)
    work.turn(place, 3)
    work.keep(place, {"document": {"text": LONG}})
    assert SECRET.encode() in disk(tmp_path)
    tasks.delete(task.id)
    assert SECRET.encode() not in disk(tmp_path)
    assert (tmp_path / "jixi.sqlite").stat().st_size <= empty
    with database.reading() as connection:
        for table in (tables.tasks, tables.uploads, tables.documents):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_the_files_are_for_this_user_alone(database: Database, tmp_path: Path) -> None:
    Tasks(database).add(new())
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_many_writers_wait_for_one_another(database: Database) -> None:
    tasks = Tasks(database)
    threads = [threading.Thread(target=lambda: [tasks.add(new()) for _ in range(10)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tasks.newest(limit=1000)) == 80


def test_a_folder_that_cannot_be_used_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="JIXI_DATA"):
        Database.at(tmp_path / "file" / "data")


def test_the_password_of_an_address_is_told_to_nobody() -> None:
    with pytest.raises(StoreError) as caught:
        Database.open("postgresql+psycopg://jixi:geheim@127.0.0.1:1/jixi")
    assert "geheim" not in caught.value.message
