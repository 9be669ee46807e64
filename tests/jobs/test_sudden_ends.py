"""kill -9 at any moment loses no task that was accepted, and answers none twice."""

import signal
import time

from sqlalchemy import func, select

from service.jobs.queue import Queue
from service.store import TaskKind, TaskStatus, Upload, tables
from service.store.tasks import NewTask, Tasks
from tests.jobs.conftest import House, wait_for
from tests.jobs.process import ENDLESSLY, SLOWLY, SUDDENLY, TRIES


def tries(house: House, id: str) -> list[int]:
    """How often each document of the task was begun."""
    table = tables.documents
    with house.database.reading() as connection:
        query = select(table.c.tries).where(table.c.task == id).order_by(table.c.position)
        return list(connection.execute(query).scalars())


def test_what_was_stored_before_the_web_process_died_is_done_though_the_queue_never_heard_of_it(house: House) -> None:
    new = NewTask(TaskKind.EXTRACT, "local", "a.txt", [Upload("a.txt", "支出1万元。".encode())], {"plain": False})
    task, _ = Tasks(house.database).add(new)
    with house.worker():
        assert house.ended(task).status is TaskStatus.SUCCESS


def test_a_worker_that_is_killed_goes_on_where_it_was_when_it_is_started_again(house: House) -> None:
    task = house.submit(*[f"{number} {SLOWLY}" for number in range(4)])
    with house.worker() as worker:
        wait_for(lambda: house.jobs.task(task.id).done == 2)
        worker.send_signal(signal.SIGKILL)
    with house.worker():
        assert house.ended(task).done == 4
    assert tries(house, task.id)[:2] == [1, 1]
    assert sorted(tries(house, task.id)) in ([1, 1, 1, 1], [1, 1, 1, 2])
    assert len(house.jobs.result(task.id)["documents"]) == 4


def test_another_worker_takes_over_from_one_that_is_dead(house: House) -> None:
    with house.worker("first") as first:
        task = house.submit(*[f"{number} {SLOWLY}" for number in range(3)])
        wait_for(lambda: house.jobs.task(task.id).done == 1)
        with house.worker("second"):
            first.send_signal(signal.SIGKILL)
            assert house.ended(task).done == 3


def test_a_worker_that_is_asked_to_end_finishes_its_document_and_hands_the_rest_over(house: House) -> None:
    with house.worker("first") as first:
        task = house.submit(*[f"{number} {SLOWLY}" for number in range(3)])
        wait_for(lambda: house.jobs.task(task.id).message.startswith("正在读"))
        first.terminate()
        assert first.wait(30) == 0
    assert house.jobs.task(task.id).done >= 1
    with house.worker("second"):
        assert house.ended(task).done == 3
    assert tries(house, task.id) == [1, 1, 1]


def test_a_worker_ends_with_the_process_that_started_it(house: House) -> None:
    with house.worker() as worker:
        assert worker.stdin
        wait_for(lambda: list((house.settings.data / "workers").glob("place")))
        worker.stdin.close()
        assert worker.wait(30) == 0


def test_a_document_that_kills_its_workers_is_given_up_and_the_others_are_done(house: House) -> None:
    task = house.submit("支出1万元。", SUDDENLY, "支出2万元。")
    while not house.jobs.task(task.id).status.final:
        with house.worker("only") as worker:
            wait_for(lambda: worker.poll() is not None or house.jobs.task(task.id).status.final)
    first, second, third = house.jobs.result(task.id)["documents"]
    assert (first["status"], third["status"]) == ("success", "success")
    assert second["error"]["type"].endswith("document-abandoned")
    assert tries(house, task.id) == [1, TRIES, 1]


def test_a_document_that_hangs_ends_its_worker_even_where_it_holds_the_interpreter(house: House) -> None:
    task = house.submit(ENDLESSLY)
    with house.worker() as worker:
        assert worker.wait(30) == 1
    assert tries(house, task.id) == [1]


def test_two_workers_have_different_names_and_a_new_one_takes_the_place_of_a_dead_one(house: House) -> None:
    def names() -> set[str]:
        with house.database.reading() as connection:
            return set(connection.execute(select(tables.workers.c.id)).scalars())

    with house.worker() as first, house.worker():
        wait_for(lambda: len(names()) == 2)
        first.kill()
        first.wait()
        with house.worker():
            started = time.monotonic()
            wait_for(lambda: time.monotonic() - started > 2)
            assert len(names()) == 2


def test_the_time_of_a_task_that_is_over_takes_all_that_was_kept_for_it(house: House) -> None:
    house.settings = house.settings.model_copy(update={"retention_hours": 0.5 / 3600})
    queue = Queue(house.database.queue_url)
    with house.worker():
        task = house.submit("绝不外传，支出1万元。")
        wait_for(lambda: not house.jobs.tasks("local"))
        wait_for(lambda: "绝不外传".encode() not in house.on_disk())
        wait_for(lambda: not queue.known([task.id]))
    queue.close()
    with house.database.reading() as connection:
        for table in (tables.uploads, tables.documents):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0
