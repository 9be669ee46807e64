"""The engine that spreads documents over cores and machines: daft, on one machine or on a Ray cluster.

The code that runs is the same; only the runner differs. What daft calls is one class that holds the processes with the
loaded model; it lives as long as the process that it is in, on a cluster on every node.
"""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from service.batch.quiet import daft
from service.batch.work import Answer, Setup, Versions, Work
from service.batch.workers import Pool
from service.errors import ModelError, OutputError

REACHED_IN = 10.0
"""Seconds in which the head of a cluster must answer."""
TRIES = 3
"""Times that a chunk is given to the engine: a cluster may lose nodes, one machine does not."""
ANSWER = daft.DataType.struct(
    {
        "succeeded": daft.DataType.bool(),
        "characters": daft.DataType.int64(),
        "reason": daft.DataType.string(),
        "fatal": daft.DataType.string(),
        "versions": daft.DataType.list(daft.DataType.string()),
        "rows": daft.DataType.list(
            daft.DataType.struct({"dataset": daft.DataType.string(), "stream": daft.DataType.binary()})
        ),
    }
)
_pools: dict[Setup, Pool] = {}
"""The processes of this process: the engine makes its own objects anew as it likes."""


def pool_of(setup: Setup, size: int) -> Pool:
    """The pool for ``setup`` in this process."""
    if setup not in _pools:
        _pools[setup] = Pool(setup, size)
    return _pools[setup]


class Engine:
    """Processes works on ``workers`` processes, here or on each node of the cluster at the address ``on``."""

    def __init__(self, setup: Setup, workers: int, on: str | None = None) -> None:
        self._setup, self._workers, self._on = setup, workers, on
        self._start_runner()
        self.versions = pool_of(setup, workers).versions()
        if on:
            self.close()  # the model was loaded here to tell its version; the work is done elsewhere
        self._call = _processor(workers)(setup, workers)

    def _start_runner(self) -> None:
        if self._on:
            _join(self._on)
        elif daft.get_or_infer_runner_type() != "native":  # a process may set it once
            daft.set_runner_native()

    def process(self, works: Sequence[Work]) -> Iterator[Answer]:
        """The answers to ``works`` as they come. Raises ``ModelError``, and ``OutputError`` where the engine fails."""
        if not works:
            return
        left = {work.extraction_id: work for work in works}
        for attempt in range(1, TRIES + 1):
            try:
                for answer in self._run(list(left.values())):
                    self._verify(answer)
                    if left.pop(answer.extraction_id, None):
                        yield answer
            except ModelError:
                raise
            except Exception as error:
                if attempt == TRIES:
                    raise OutputError(f"计算引擎 {TRIES} 次出错（{_first_line(error)}）；{GO_ON}。") from error
            if not left:
                return
        raise OutputError(f"计算引擎没有返回 {len(left)} 份文件的结果；{GO_ON}。")

    def _run(self, works: Sequence[Work]) -> Iterator[Answer]:
        frame = daft.from_pydict({name: [getattr(work, name) for work in works] for name in Work.__slots__})
        columns = [daft.col(name) for name in Work.__slots__]
        # One document a batch, so that each answer comes when it is there and no worker waits for another.
        answers = frame.into_batches(1).select("extraction_id", self._call(*columns).alias("answer"))
        for batch in answers.to_arrow_iter():
            for row in batch.to_pylist():
                yield _answer(row["extraction_id"], row["answer"])

    def _verify(self, answer: Answer) -> None:
        """Nodes with another model or other rules would mix two versions under one name."""
        if answer.fatal:
            raise ModelError(answer.fatal)
        if answer.versions != self.versions:
            raise ModelError(f"处理进程的版本（{answer.versions}）与开始时（{self.versions}）不同；请统一后再次运行。")

    def close(self) -> None:
        """End the processes of this machine. What the engine still asks for is refused: it may not know of the end."""
        pool_of(self._setup, self._workers).close()


GO_ON = "已完成的部分都保留着，再次运行同一命令即可继续"


def _processor(workers: int) -> Any:
    """The class that the engine calls; its calls only wait, so that one thread serves any number of processes."""

    @daft.cls(max_concurrency=workers)
    class Processor:
        def __init__(self, setup: Setup, size: int) -> None:
            self.setup, self.size = setup, size

        @daft.method(return_dtype=ANSWER)
        async def __call__(self, name: str, document_id: str, extraction_id: str, data: bytes) -> dict[str, Any]:
            pool = pool_of(self.setup, self.size)
            work = Work(name, document_id, extraction_id, data)
            answer = await asyncio.get_running_loop().run_in_executor(pool.executor, pool.process, work)
            return _row(answer)

    return Processor


def _row(answer: Answer) -> dict[str, Any]:
    return {
        "succeeded": answer.succeeded,
        "characters": answer.characters,
        "reason": answer.reason,
        "fatal": answer.fatal,
        "versions": list(asdict(answer.versions).values()) if answer.versions else [],
        "rows": [{"dataset": name, "stream": stream} for name, stream in answer.rows.items()],
    }


def _answer(extraction_id: str, row: dict[str, Any]) -> Answer:
    versions = Versions(*row["versions"]) if row["versions"] else None
    rows = {one["dataset"]: one["stream"] for one in row["rows"]}
    return Answer(extraction_id, versions, row["succeeded"], row["characters"], rows, row["reason"], row["fatal"])


def _join(address: str) -> None:
    """Let the cluster at ``address`` run everything; raises ``OutputError`` where it does not answer."""
    # ``ray://`` is a protocol of its own, by way of a client's port; without it, this machine must be one of the nodes.
    place = address if address.startswith("ray://") else address.removeprefix("ray:")
    host, _, port = place.removeprefix("ray://").rpartition(":")
    try:
        socket.create_connection((host, int(port)), REACHED_IN).close()  # the engine itself would try without end
        daft.set_runner_ray(place)
    except ModuleNotFoundError:
        raise
    except Exception as error:  # of the engine's and of Ray's, no common kind
        advice = "请检查地址（如 ray://主机:10001 或 ray:主机:6379）、网络和 Ray 的版本"
        raise OutputError(f"集群“{address}”没有应答（{_first_line(error)}）；{advice}。") from error


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
