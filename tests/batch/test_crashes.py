"""Runs that are killed, and outputs that cannot be written: nothing is lost and nothing doubled."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from service.batch.output import Output
from service.batch.rows import table
from service.errors import OutputError
from tests.batch.conftest import Place, counts, text_of
from tests.batch.poisoned import HANGING, SLOW

ROOT = Path(__file__).parents[2]
DOCUMENTS = 24
SCRIPT = """
import json, sys
from pathlib import Path
from service.batch.run import Options, new_run_id, run_batch
from service.batch.work import Setup, archive_limits
source, out = sys.argv[1:]
setup = Setup(new_run_id(), Path("one"), "tests.batch.poisoned:load", archive_limits(1 << 20, 60), 60)
tell = lambda event, progress: print(event.step, flush=True)
run_batch(Options([source], Path(out), setup, workers=2, chunk=6), tell)
"""


def started(place: Place) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SCRIPT, str(place.source), str(place.out)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def wait_for(process: subprocess.Popen[str], line: str, times: int) -> None:
    assert process.stdout
    for told in process.stdout:
        times -= told.strip() == line
        if times == 0:
            return
    pytest.fail("the run was over before")


def workers_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return [one for one in psutil.Process(process.pid).children() if "service.batch.launch" in one.cmdline()]


def write_reports(place: Place) -> None:
    for number in range(DOCUMENTS):
        place.write(f"{number}.txt", text_of(number, SLOW))


def assert_whole(place: Place) -> None:
    """Each report is there once, with its records, and no row belongs to none."""
    documents = [row["document_id"] for row in place.rows("documents")]
    assert len(documents) == len(set(documents)) == DOCUMENTS
    assert place.rows("errors") == []
    assert {row["document_id"] for row in place.rows("records")} == set(documents)
    assert len({(row["extraction_id"], row["position"]) for row in place.rows("records")}) == len(place.rows("records"))
    assert {Path(row["name"]).name for row in place.rows("sources")} == {f"{n}.txt" for n in range(DOCUMENTS)}


@pytest.mark.parametrize(("line", "times"), [("started", 1), ("input", 9), ("committed", 1)])
def test_a_run_goes_on_after_its_driver_was_killed(line: str, times: int, place: Place) -> None:
    write_reports(place)
    with started(place) as process:
        wait_for(process, line, times)
        workers = workers_of(process)
        process.kill()
    _, alive = psutil.wait_procs(workers, timeout=30)
    assert alive == []  # whoever started them is gone
    assert place.run(chunk=6).inputs == DOCUMENTS
    assert_whole(place)
    assert [row["status"] for row in place.rows("runs")] == ["interrupted", "finished"]


def test_a_document_whose_worker_is_killed_is_done_by_another(place: Place) -> None:
    write_reports(place)
    with started(place) as process:
        for times in (3, 5):
            wait_for(process, "input", times)
            for worker in workers_of(process):
                worker.kill()
        assert process.stdout
        process.stdout.read()
    assert process.returncode == 0
    assert_whole(place)


def test_an_interrupted_run_waits_for_nothing_and_goes_on_later(place: Place) -> None:
    for number in range(DOCUMENTS):
        place.write(f"{number:02d}.txt", text_of(number, HANGING if number == 8 else ""))
    with started(place) as process:
        wait_for(process, "input", 11)  # the second chunk waits for one document
        process.send_signal(signal.SIGINT)
        assert process.stdout
        assert process.stdout.read().split()[-1] == "interrupted"
    assert process.returncode != 0
    assert place.rows("errors") == []  # nobody waited until the time of the hanging one was over
    assert [row["status"] for row in place.rows("runs")] == ["interrupted"]
    assert counts(place.run(seconds=1))["error"] == 1


def test_a_chunk_that_was_moved_half_way_is_moved_on(place: Place) -> None:
    row = {"run_id": "r", "name": "a.txt", "result": "document", "extraction_id": "ab"}
    output = Output(place.out)
    output.commit("r-1", {"sources": table("sources", [row]), "checks": table("checks", [])})
    output.close()
    ready = place.out / ".work" / "r-1.ready"
    ready.mkdir()
    (place.out / "sources" / "r-1.parquet").rename(ready / "sources.parquet")
    half = place.out / ".work" / "r-2.partial"
    half.mkdir()
    (half / "sources.parquet").write_bytes(b"PAR1")
    Output(place.out).close()
    assert [one["name"] for one in place.rows("sources")] == ["a.txt"]
    assert [path.name for path in (place.out / ".work").iterdir()] == ["lock"]


def test_two_runs_do_not_write_to_one_folder(place: Place) -> None:
    place.write("a.txt", text_of(1))
    output = Output(place.out)
    with pytest.raises(OutputError, match=rf"另一个批处理正在写.*进程 {os.getpid()}"):
        place.run()
    output.close()
    assert counts(place.run()) == {"document": 1}


def test_an_output_that_cannot_be_written_is_told(place: Place) -> None:
    place.out.write_text("a file")
    with pytest.raises(OutputError, match="无法写入"):
        place.run()


def test_a_full_disk_is_told_and_the_run_goes_on_when_there_is_room(place: Place) -> None:
    place.write("a.txt", text_of(1))
    place.write("z.txt", text_of(2, os.urandom(60_000).hex()))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, before[1]))  # as a full disk: writes break off
    try:
        with pytest.raises(OutputError, match="再次运行同一命令即可继续"):
            place.run(chunk=1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [row["status"] for row in place.rows("runs")] == ["interrupted"]
    assert counts(place.run()) == {"known": 1, "document": 1}
    assert len(place.rows("documents")) == 2
