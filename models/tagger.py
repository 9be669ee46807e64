"""The tagger: text → entities, by an ONNX token classifier and the borders that the quantity grammar proposes."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
from spacy.tokens import Doc

from models import decoding, segmenter
from models.alignment import piece_range
from models.calibration import Calibration, Measurements, measure_spans
from models.labels import Entity
from models.pieces import Offsets, Pieces, PieceTokenizer
from models.registry import Registry
from models.store import StoreError, open_version
from models.tags import GUIDE, OUTSIDE, Scheme, TaggedSpan
from models.windows import Window, WindowSize, cut, near

BATCH = 8
REACH = 128
"""Code points from a figure within which its name, verb and time stand.

No figure, no fact: what is further from every figure (duties, principles, plans without numbers) is not read. Of some
45,000 entities of the corpus 2 stand further."""
DIGITS = re.compile(r"\d[.．,，]\d")
"""What only a figure has, where the grammar cannot read it, as in a damaged table; years and list numbers have not."""
Spans = Sequence[tuple[int, int]]
Progress = Callable[[float], None]
"""Is told which share of a text is done, 0 to 1."""


class Tagger:
    """A loaded model. Holds no state of a document: threads may share one."""

    reports_progress = True

    def __init__(
        self,
        session: onnxruntime.InferenceSession,
        tokenizer: PieceTokenizer,
        size: WindowSize,
        name: str,
        calibration: Calibration | None = None,
        scheme: Scheme = GUIDE,
    ):
        if session.get_outputs()[0].shape[-1] not in (len(scheme), None):
            raise ValueError(f"模型的标签数应为 {len(scheme)}，实际为 {session.get_outputs()[0].shape[-1]}")
        self._session, self._tokenizer, self.scheme = session, tokenizer, scheme
        self.size, self.version, self.calibration = size, name, calibration

    @classmethod
    def load(cls, path: Path | None = None, threads: int = 0) -> "Tagger":
        """The version in the folder ``path``, or the one in use here; ``threads`` 0 takes all cores.

        Raises ``models.store.StoreError`` where the folder holds no intact version.
        """
        version = open_version(path or Registry().current())
        size = WindowSize(**version.manifest.get("windows", {}))
        tokenizer = PieceTokenizer.load(version.path)
        session = _session(version.network, threads)
        return cls(session, tokenizer, size, version.name, version.calibration, version.scheme)

    def tag(
        self, text: str, quantities: Spans = (), periods: Spans = (), progress: Progress | None = None
    ) -> list[Entity]:
        """The entities of ``text``, sorted, without overlap.

        ``quantities``, ``periods``: sorted half-open spans that the grammar reads as figures and as times; numeric
        entities and PERIODs take their borders, which no piece crosses. ``progress`` is called after each
        batch of windows.
        """
        entities, measured = self.measured(text, quantities, periods, progress)
        if self.calibration is None:
            return entities
        confidences = self.calibration.entities(measured, len(entities)).tolist()
        return [replace(entity, confidence=value) for entity, value in zip(entities, confidences, strict=True)]

    def measured(
        self, text: str, quantities: Spans = (), periods: Spans = (), progress: Progress | None = None
    ) -> tuple[list[Entity], Measurements]:
        """The entities as of ``tag`` with raw confidences, and what a calibration reads of each."""
        text = text.rstrip()  # the network is quantised by the batch: one line break more would be another reading
        pieces = self.pieces(text, quantities, periods)
        scores = self._scores(pieces, self.windows(text, pieces, quantities), progress)
        spans = self.decode(scores, pieces, quantities, periods) if len(pieces) else []
        entities = [self._entity(text, pieces, scores, span) for span in spans]
        return entities, measure_spans(scores, spans, self.scheme)

    def decode(
        self, scores: decoding.Scores, pieces: Pieces, quantities: Spans = (), periods: Spans = ()
    ) -> list[TaggedSpan]:
        """The spans over ``pieces`` that log-probabilities of shape ``[n, tags]`` stand for."""
        return decoding.spans(scores, _ranges(pieces, quantities), _ranges(pieces, periods), self.scheme)

    def windows(self, text: str, pieces: Pieces, quantities: Spans = ()) -> list[Window]:
        """The windows that are read of ``text``, the shortest first: those near its figures."""
        parts = near(pieces, _figures(text, quantities), REACH)
        return sorted(cut(text, pieces, self.size, parts), key=lambda window: window.last - window.first)

    def pieces(self, text: str, quantities: Spans = (), periods: Spans = ()) -> Pieces:
        """The positions of ``text`` that the classifier answers for."""
        return self._tokenizer(text, segmenter.borders(text, quantities, periods))

    def document(self, text: str, quantities: Spans = (), periods: Spans = ()) -> Doc:
        """``text`` as a spaCy document; ``ents`` are the entities, ``user_data["confidence"]`` has their scores."""
        return segmenter.document(text, quantities, self.tag(text, quantities, periods))

    def _scores(self, pieces: Pieces, windows: Sequence[Window], progress: Progress | None) -> decoding.Scores:
        """Log-probabilities of every piece, shape ``[n, tags]``, each from the window whose core it lies in.

        Pieces that no core holds are not read: they are outside of every entity.
        """
        answer = np.full((len(pieces), len(self.scheme)), decoding.NEVER, dtype=np.float32)
        answer[:, OUTSIDE] = 0.0
        total, done = sum(window.core_last - window.core_first for window in windows), 0
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
                progress(done / total)
        return answer

    def _entity(self, text: str, pieces: Pieces, scores: decoding.Scores, span: TaggedSpan) -> Entity:
        start, end = int(pieces.starts[span.first]), int(pieces.ends[span.last - 1])
        return Entity.cut(text, span.label, start, end, decoding.confidence(scores, span, self.scheme))

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


def _figures(text: str, quantities: Spans) -> list[tuple[int, int]]:
    return sorted([*quantities, *(match.span() for match in DIGITS.finditer(text))])


def _ranges(pieces: Pieces, spans: Spans) -> list[tuple[int, int]]:
    return [found for span in spans if (found := piece_range(pieces, *span))]


def _batches(windows: Sequence[Window]) -> Iterator[Sequence[Window]]:
    for first in range(0, len(windows), BATCH):
        yield windows[first : first + BATCH]
