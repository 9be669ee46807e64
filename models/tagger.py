"""The tagger: text → entities, by an ONNX token classifier and the borders that the quantity grammar proposes."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from spacy.tokens import Doc

from models import decoding, segmenter
from models.alignment import piece_range
from models.labels import Entity
from models.pieces import Offsets, Pieces, PieceTokenizer
from models.store import StoreError, current_version, open_version
from models.tags import TAGS, TaggedSpan
from models.windows import Window, WindowSize, cut

BATCH = 8
Spans = Sequence[tuple[int, int]]
Progress = Callable[[float], None]
"""Is told which share of a text is done, 0 to 1."""


class Tagger:
    """A loaded model. Holds no state of a document: threads may share one."""

    reports_progress = True

    def __init__(self, session: onnxruntime.InferenceSession, tokenizer: PieceTokenizer, size: WindowSize, name: str):
        if session.get_outputs()[0].shape[-1] not in (len(TAGS), None):
            raise ValueError(f"模型的标签数应为 {len(TAGS)}，实际为 {session.get_outputs()[0].shape[-1]}")
        self._session, self._tokenizer, self._size = session, tokenizer, size
        self.version = name

    @classmethod
    def load(cls, path: Path | None = None, threads: int = 0) -> "Tagger":
        """The version in the folder ``path``, or the bundled current one; ``threads`` 0 takes all cores.

        Raises ``models.store.StoreError`` where the folder holds no intact version.
        """
        version = open_version(path or current_version())
        size = WindowSize(**version.manifest.get("windows", {}))
        return cls(_session(version.network, threads), PieceTokenizer.load(version.path), size, version.name)

    def tag(
        self, text: str, quantities: Spans = (), periods: Spans = (), progress: Progress | None = None
    ) -> list[Entity]:
        """The entities of ``text``, sorted, without overlap.

        ``quantities``, ``periods``: sorted half-open spans that the grammar reads as figures and as times; numeric
        entities and PERIODs take their borders, which no piece crosses. ``progress`` is called after each
        batch of windows.
        """
        pieces = self.pieces(text, quantities, periods)
        if not len(pieces):
            return []
        scores = self._scores(text, pieces, progress)
        numbers, times = _ranges(pieces, quantities), _ranges(pieces, periods)
        return [_entity(text, pieces, scores, span) for span in decoding.spans(scores, numbers, times)]

    def pieces(self, text: str, quantities: Spans = (), periods: Spans = ()) -> Pieces:
        """The positions of ``text`` that the classifier answers for."""
        return self._tokenizer(text, segmenter.borders(text, quantities, periods))

    def document(self, text: str, quantities: Spans = (), periods: Spans = ()) -> Doc:
        """``text`` as a spaCy document; ``ents`` are the entities, ``user_data["confidence"]`` has their scores."""
        return segmenter.document(text, quantities, self.tag(text, quantities, periods))

    def _scores(self, text: str, pieces: Pieces, progress: Progress | None) -> decoding.Scores:
        """Log-probabilities of every piece, shape ``[n, tags]``, each from the window whose core it lies in."""
        answer = np.empty((len(pieces), len(TAGS)), dtype=np.float32)
        done = 0
        windows = sorted(cut(text, pieces, self._size), key=lambda window: window.last - window.first)
        for batch in _batches(windows):
            ids = self._padded(pieces.ids, batch)
            mask = (ids != self._tokenizer.pad).astype(np.int64)
            (logits,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
            for row, window in enumerate(batch):
                shift = 1 - window.first
                core = logits[row, window.core_first + shift : window.core_last + shift]
                answer[window.core_first : window.core_last] = decoding.log_softmax(core)
                done += window.core_last - window.core_first
            if progress is not None:
                progress(done / len(pieces))
        return answer

    def _padded(self, ids: Offsets, batch: Sequence[Window]) -> Offsets:
        longest = max(window.last - window.first for window in batch) + 2
        rows = np.full((len(batch), longest), self._tokenizer.pad, dtype=np.int64)
        for row, window in zip(rows, batch, strict=True):
            length = window.last - window.first
            row[0], row[length + 1] = self._tokenizer.begin, self._tokenizer.end
            row[1 : length + 1] = ids[window.first : window.last]
        return rows


def _session(network: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's exceptions share no base but this
        raise StoreError(f"模型文件 {network} 无法运行：{error}") from error


def _ranges(pieces: Pieces, spans: Spans) -> list[tuple[int, int]]:
    return [found for span in spans if (found := piece_range(pieces, *span))]


def _batches(windows: Sequence[Window]) -> Iterator[Sequence[Window]]:
    for first in range(0, len(windows), BATCH):
        yield windows[first : first + BATCH]


def _entity(text: str, pieces: Pieces, scores: decoding.Scores, span: TaggedSpan) -> Entity:
    start, end = int(pieces.starts[span.first]), int(pieces.ends[span.last - 1])
    return Entity.cut(text, span.label, start, end, decoding.confidence(scores, span))
