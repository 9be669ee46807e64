"""Teachers: what several trained versions together make of the windows of a run, for a smaller network to learn.

Hinton et al., 2015, “Distilling the knowledge in a neural network”. The answers are kept on disk, so that an
interrupted run, or another student of the same windows, does not ask twice.
"""

import hashlib
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
    """``examples`` with the mean probabilities of ``teachers`` for each piece.

    Raises ``ValueError`` where the teachers do not fit together.
    """
    lengths = [len(example.ids) for example in examples]
    file = cache / f"{_key(examples, teachers)}.f16"
    file.parent.mkdir(parents=True, exist_ok=True)
    ensemble = Ensemble(teachers)
    width = len(ensemble.scheme)
    _ask(ensemble, examples, lengths, pad, file)
    answers = np.memmap(file, dtype=np.float16, mode="r", shape=(sum(lengths), width))
    ends = np.cumsum(lengths)
    return [
        replace(example, answers=answers[end - length : end])
        for example, length, end in zip(examples, lengths, ends.tolist(), strict=True)
    ]


def _key(examples: Sequence[Example], teachers: Sequence[Path]) -> str:
    """Changes with every teacher and every window."""
    state = hashlib.sha256()
    for teacher in teachers:
        state.update((teacher / MANIFEST).read_bytes())
    for example in examples:
        state.update(np.asarray([len(example.ids), *example.ids], dtype=np.int32).tobytes())
    return state.hexdigest()[:24]


def _ask(ensemble: Ensemble, examples: Sequence[Example], lengths: Sequence[int], pad: int, file: Path) -> None:
    """Append to ``file`` what is missing of the answers; those of a window that was cut short are asked for again."""
    size = 2 * len(ensemble.scheme)
    held = file.stat().st_size // size if file.is_file() else 0
    done = int(np.searchsorted(np.cumsum(lengths), held, side="right"))
    with file.open("ab") as target:
        target.truncate(sum(lengths[:done]) * size)
        for batch in _batches(examples[done:]):
            for row in _answers(ensemble, batch, pad):
                target.write(row.tobytes())


def _batches(examples: Sequence[Example]) -> Iterator[Sequence[Example]]:
    for first in range(0, len(examples), BATCH):
        yield examples[first : first + BATCH]


def _answers(ensemble: Ensemble, batch: Sequence[Example], pad: int) -> Iterator[Answers]:
    longest = max(len(example.ids) for example in batch)
    ids = np.full((len(batch), longest), pad, dtype=np.int64)
    for row, example in zip(ids, batch, strict=True):
        row[: len(example.ids)] = example.ids
    (scores,) = ensemble.run(None, {"input_ids": ids, "attention_mask": (ids != pad).astype(np.int64)})
    for example, answer in zip(batch, scores, strict=True):
        yield np.exp(answer[: len(example.ids)]).astype(np.float16)
