"""Tasks are accepted once, worked on by steps that may be repeated, and take nothing more once they have ended."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.errors import JixiError
from service.store import Database, Failure, ReusedKeyError, TaskKind, TaskStatus, UnknownTaskError, Upload
from service.store.tasks import NewTask, Tasks
from service.store.work import Place, Turn, Work
from service.store.workers import Workers

NEW = NewTask(TaskKind.EXTRACT, "local", "a.txt", [Upload("a.txt", b"1")], {"review": None})
FAILED = Failure.of(JixiError("不行。"))
HOUR = 3_600_000


def begun(database: Database, new: NewTask = NEW) -> tuple[Tasks, Work, Place]:
    tasks, work = Tasks(database), Work(database, HOUR)
    task, _ = tasks.add(new)
    work.begin(task.id)
    return tasks, work, Place(task.id, 0, 0, "a.txt")


def test_the_same_key_gives_the_same_task_and_another_request_under_it_is_refused(database: Database) -> None:
    tasks, new = Tasks(database), replace(NEW, key="k")
    first, fresh = tasks.add(new)
    again, stale = tasks.add(new)
    assert (first.id, fresh, stale) == (again.id, True, False)
    assert tasks.add(replace(new, owner="another"))[1]
    for other in (replace(new, uploads=[Upload("a.txt", b"2")]), replace(new, options={"review": 5.0})):
        with pytest.raises(ReusedKeyError):
            tasks.add(other)
    assert len(tasks.newest("local")) == 1


def test_the_first_outcome_of_a_document_stays(database: Database) -> None:
    tasks, work, place = begun(database)
    assert work.turn(place, 3) is Turn.WORK
    work.keep(place, {"records": []})
    work.keep(place, FAILED)
    assert work.turn(place, 3) is Turn.OVER
    assert tasks.outcomes(place.task) == [("a.txt", {"records": []}, None)]
    assert (tasks.get(place.task).done, tasks.get(place.task).failed) == (1, 0)


def test_a_document_is_begun_as_often_as_is_allowed(database: Database) -> None:
    _, work, place = begun(database)
    assert [work.turn(place, 2) for _ in range(3)] == [Turn.WORK, Turn.WORK, Turn.GIVEN_UP]


def test_the_end_of_a_task_is_its_first_end(database: Database) -> None:
    tasks, work, place = begun(database)
    cancelled = tasks.cancel(place.task, HOUR)
    assert cancelled.status is TaskStatus.CANCELLED
    assert work.turn(place, 3) is Turn.LET_GO
    assert not work.progress(place.task, 0.5, "")
    ended = work.finish(place.task, {"promoted": True})
    assert ended is not None
    assert (ended.status, ended.finished) == (TaskStatus.CANCELLED, cancelled.finished)


def test_the_share_never_falls(database: Database) -> None:
    tasks, work, place = begun(database)
    for share in (0.3, 0.7, 0.2):
        assert work.progress(place.task, share, "")
    assert tasks.get(place.task).share == 0.7


def test_a_task_whose_only_document_failed_has_failed(database: Database) -> None:
    _, work, place = begun(database)
    work.turn(place, 3)
    work.keep(place, FAILED)
    ended = work.finish(place.task)
    assert ended is not None
    assert (ended.status, ended.error, ended.share) == (TaskStatus.FAILURE, FAILED, 1.0)


def test_what_has_ended_goes_when_its_time_is_over(database: Database) -> None:
    tasks, work, place = begun(database)
    assert work.expire() == []
    tasks.cancel(place.task, -1)
    assert work.expire() == [place.task]
    with pytest.raises(UnknownTaskError):
        tasks.get(place.task)
    assert work.finish(place.task) is None


def test_the_newest_tasks_come_first_page_after_page(database: Database) -> None:
    tasks = Tasks(database)
    ids = [tasks.add(replace(NEW, owner="local" if number % 2 else "another"))[0].id for number in range(4)]
    mine = tasks.newest("local")
    assert {task.id for task in mine} == {ids[1], ids[3]}
    assert tasks.newest("local", before=datetime.now(UTC) - timedelta(hours=1)) == []
    assert tasks.newest(kind=TaskKind.TRAIN) == []
    assert tasks.counts() == {TaskStatus.PENDING: 4}


def test_a_worker_lives_as_long_as_it_tells_so(database: Database) -> None:
    workers = Workers(database)
    workers.live("w", "1")
    workers.live("w", "2")
    assert workers.living(HOUR) == {"w": "2"}
    assert workers.living(-HOUR) == {}
    workers.gone("w")
    assert workers.living(HOUR) == {}
