"""The output folder: datasets of Parquet files that grow by whole chunks or not at all.

A chunk is written to a folder of its own, which is renamed when everything in it is on the disk: from then on it
counts. Its files are then moved to their datasets; what a crash leaves half moved is moved on by the next run, what it
leaves half written is removed.
"""

import fcntl
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

import pyarrow as pa
from pyarrow import parquet

from service.batch.rows import table
from service.batch.schema import DATASETS
from service.errors import OutputError
from service.system import told

WORK, LOCK = ".work", "lock"
PARTIAL, READY = ".partial", ".ready"
RESUME = "已完成的部分都保留着；排除问题后再次运行同一命令即可继续"


class Output:
    """The folder ``path``, held by this process alone until ``close``. Raises ``OutputError``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._work = path / WORK
        try:
            for name in (*DATASETS, WORK):
                (path / name).mkdir(parents=True, exist_ok=True)
            self._lock = _locked(self._work / LOCK, path)
            self._recover()
        except OSError as error:
            raise OutputError(f"结果无法写入“{path}”（{told(error)}）；请检查目录和权限。") from error

    def close(self) -> None:
        """Let others write here."""
        self._lock.close()

    def known(self, dataset: str) -> set[bytes]:
        """The extraction ids in ``dataset``, as bytes: a million take about 90 MB."""
        found: set[bytes] = set()
        for file in sorted((self.path / dataset).glob("*.parquet")):
            ids = parquet.read_table(file, columns=["extraction_id"]).column(0)
            found.update(bytes.fromhex(one) for one in ids.to_pylist())
        return found

    def commit(self, name: str, tables: Mapping[str, pa.Table]) -> None:
        """Add the rows of ``tables`` as the chunk ``name``: all of them or none. Raises ``OutputError``."""
        partial = self._work / f"{name}{PARTIAL}"
        try:
            partial.mkdir()
            for dataset, rows in {**self._missing(), **tables}.items():
                _write(partial / f"{dataset}.parquet", rows)
            _flush(partial)
            ready = partial.with_suffix(READY)
            partial.rename(ready)
            _flush(self._work)
            self._publish(ready)
        except OSError as error:
            shutil.rmtree(partial, ignore_errors=True)
            raise OutputError(f"结果无法写入“{self.path}”（{told(error)}）；{RESUME}。") from error

    def _missing(self) -> dict[str, pa.Table]:
        """Tables without rows for datasets without files: who queries a pattern wants it to find one."""
        bare = (name for name in DATASETS if next((self.path / name).glob("*.parquet"), None) is None)
        return {name: DATASETS[name].empty_table() for name in bare}

    def replace(self, dataset: str, name: str, rows: pa.Table) -> None:
        """Write the one file ``name`` of ``dataset`` whole, in place of the one before. Raises ``OutputError``."""
        target = self.path / dataset / f"{name}.parquet"
        partial = self._work / f"{dataset}-{name}{PARTIAL}"
        try:
            _write(partial, rows)
            partial.replace(target)
            _flush(target.parent)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise OutputError(f"结果无法写入“{self.path}”（{told(error)}）；{RESUME}。") from error

    def end_runs(self) -> None:
        """Say of runs that were killed that they are over: whoever holds the folder knows that no other runs."""
        for file in sorted((self.path / "runs").glob("*.parquet")):
            (row,) = parquet.read_table(file, schema=DATASETS["runs"]).to_pylist()
            if row["status"] == "running":
                self.replace("runs", file.stem, table("runs", [{**row, "status": "interrupted"}]))

    def _recover(self) -> None:
        for left in sorted(self._work.iterdir()):
            if left.suffix == READY:
                self._publish(left)
            elif left.suffix == PARTIAL:
                with suppress(NotADirectoryError):
                    shutil.rmtree(left)
                    continue
                left.unlink()

    def _publish(self, ready: Path) -> None:
        """Move the files of a chunk to their datasets, documents last; doing it again does nothing more."""
        for dataset in reversed(list(DATASETS)):
            file = ready / f"{dataset}.parquet"
            if file.exists():
                file.rename(self.path / dataset / f"{ready.stem}.parquet")
                _flush(self.path / dataset)
        ready.rmdir()


def _locked(path: Path, out: Path) -> IO[str]:
    lock = path.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        other = lock.read().strip()
        lock.close()
        raise OutputError(f"另一个批处理正在写“{out}”（进程 {other}）；请等它结束，或换一个输出目录。") from error
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _write(path: Path, rows: pa.Table) -> None:
    """``rows`` as a Parquet file that is on the disk when this returns."""
    sink = pa.BufferOutputStream()
    parquet.write_table(rows, sink, compression="zstd")
    with path.open("wb") as file:
        file.write(sink.getvalue())
        file.flush()
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    """What was renamed in ``folder`` is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
