"""Teachers: what several trained versions together make of the windows of a run, for a smaller network to learn.

Hinton et al., 2015, “Distilling the knowledge in a neural network”. The answers are kept on disk, so that an
interrupted run, or another student of the same windows, does not ask twice.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from models.decoding import Scores, log_softmax
from models.store import MANIFEST, open_version
from models.tags import Scheme
from training.dataset import Example

CACHE = Path(".cache") / "teachers"
BATCH = 16
Answers = NDArray[np.float16]
WINDOW = np.dtype([("window", "V16"), ("length", "<i8")])
"""Whose answers these are: a hash of the window's pieces, and how many there are."""


class Ensemble:
    """The mean of the label probabilities of several versions, behind the two calls that a tagger makes of a session.

    Raises ``StoreError`` where a version is damaged, ``ValueError`` where their pieces or tags are not the same.
    """

    def __init__(self, versions: Sequence[Path], threads: int = 0) -> None:
        opened = [open_version(path) for path in versions]
        if len({(version.path / "tokenizer.json").read_bytes() for version in opened}) != 1:
            raise ValueError("教师模型须有同一个词表")
        if len({version.scheme.tags for version in opened}) != 1:
            raise ValueError("教师模型须有同样的标签")
        self.scheme: Scheme = opened[0].scheme
        self.name = "+".join(version.name for version in opened)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._sessions = [
            onnxruntime.InferenceSession(str(version.network), options, providers=["CPUExecutionProvider"])
            for version in opened
        ]

    def get_outputs(self) -> list[Any]:
        """The shape of the answer, as onnxruntime tells it."""
        return list(self._sessions[0].get_outputs())

    def run(self, names: None, feeds: dict[str, NDArray[np.int64]]) -> list[Scores]:
        """Log-probabilities, shape ``[batch, length, tags]``, of padded ``input_ids`` and their ``attention_mask``."""
        each = [np.exp(log_softmax(session.run(names, feeds)[0])) for session in self._sessions]
        return [np.log(np.mean(each, axis=0) + 1e-12)]


def taught(examples: Sequence[Example], teachers: Sequence[Path], pad: int, cache: Path = CACHE) -> list[Example]:
    """``examples`` with the mean probabilities of ``teachers`` for each piece; only new windows are asked for.

    Raises ``ValueError`` where the teachers do not fit together, ``StoreError`` where one is damaged.
    """
    ensemble = Ensemble(teachers)
    kept = _Kept(cache / _name(teachers), len(ensemble.scheme))
    keys = [_key(example) for example in examples]
    asked = [example for example, key in zip(examples, keys, strict=True) if kept.wants(key)]
    kept.add((_key(example), answer) for batch in _batches(asked) for example, answer in _answers(ensemble, batch, pad))
    answers = kept.read()
    return [replace(example, answers=answers[key]) for example, key in zip(examples, keys, strict=True)]


def _name(teachers: Sequence[Path]) -> str:
    """A name that changes with every teacher."""
    return hashlib.sha256(b"".join((teacher / MANIFEST).read_bytes() for teacher in teachers)).hexdigest()[:24]


def _key(example: Example) -> bytes:
    return hashlib.blake2b(np.asarray(example.ids, dtype=np.int32).tobytes(), digest_size=16).digest()


class _Kept:
    """Answers on disk: one file of probabilities, and one that tells in the same order whose they are.

    One run at a time writes. What an interruption cut short is dropped, and its windows are asked for again.
    """

    def __init__(self, stem: Path, tags: int) -> None:
        stem.parent.mkdir(parents=True, exist_ok=True)
        self._tags = tags
        self._answers, self._index = stem.with_suffix(".answers"), stem.with_suffix(".windows")
        self._answers.touch()
        self._index.touch()
        index = self._read_index()
        ends = np.cumsum(index["length"])
        whole = int(np.searchsorted(ends, self._answers.stat().st_size // (2 * tags), side="right"))
        os.truncate(self._index, whole * WINDOW.itemsize)
        os.truncate(self._answers, int(ends[whole - 1]) * 2 * tags if whole else 0)
        self._known = {bytes(key) for key in index["window"][:whole]}

    def _read_index(self) -> NDArray[Any]:
        size = self._index.stat().st_size
        return np.fromfile(self._index, dtype=WINDOW, count=size // WINDOW.itemsize)

    def wants(self, key: bytes) -> bool:
        """Whether the window has no answers yet and was not asked about before."""
        if key in self._known:
            return False
        self._known.add(key)
        return True

    def add(self, found: Iterator[tuple[bytes, Answers]]) -> None:
        """Write answers at the end, each before the note that it is there."""
        with self._answers.open("ab") as answers, self._index.open("ab") as index:
            for key, answer in found:
                answers.write(answer.tobytes())
                answers.flush()
                index.write(np.array((key, len(answer)), dtype=WINDOW).tobytes())

    def read(self) -> dict[bytes, Answers]:
        """The answers of each window, shape ``[pieces, tags]``; they stay on disk until they are looked at."""
        index = self._read_index()
        ends = np.cumsum(index["length"]).tolist()
        if not ends:
            return {}
        answers = np.memmap(self._answers, dtype=np.float16, mode="r", shape=(ends[-1], self._tags))
        starts = [0, *ends[:-1]]
        return {bytes(key): answers[a:b] for key, a, b in zip(index["window"], starts, ends, strict=True)}


def _batches(examples: Sequence[Example]) -> Iterator[Sequence[Example]]:
    for first in range(0, len(examples), BATCH):
        yield examples[first : first + BATCH]


def _answers(ensemble: Ensemble, batch: Sequence[Example], pad: int) -> Iterator[tuple[Example, Answers]]:
    longest = max(len(example.ids) for example in batch)
    ids = np.full((len(batch), longest), pad, dtype=np.int64)
    for row, example in zip(ids, batch, strict=True):
        row[: len(example.ids)] = example.ids
    (scores,) = ensemble.run(None, {"input_ids": ids, "attention_mask": (ids != pad).astype(np.int64)})
    for example, answer in zip(batch, scores, strict=True):
        yield example, np.exp(answer[: len(example.ids)]).astype(np.float16)
