"""What a training has to have before it is worth to begin one: the programs, and enough reports.

The web process asks for itself: it and the workers, which train, are installed alike.
"""

from collections.abc import Sequence
from http import HTTPStatus
from importlib.util import find_spec

from service.errors import JixiError
from service.extras import command_for

PACKAGES: Sequence[str] = ("accelerate", "onnx", "safetensors", "torch", "transformers")
"""What ``training`` imports on its way, of the extra of that name."""
LEAST = 5
"""Reports: with fewer, none can be held out to tell whether the new version is better."""


class TrainingImpossibleError(JixiError):
    """A training that would end in an error after minutes is refused at once."""

    kind = "training-impossible"
    title = "现在不能训练"
    http_status = HTTPStatus.CONFLICT


def lacking() -> str | None:
    """What the installation lacks, as a sentence that says what to do; ``None`` where it can train."""
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if not missing:
        return None
    return f"没有安装训练所需的程序（缺 {'、'.join(missing)}）；请先在服务所在的机器上 {command_for('training')}。"


def too_few(reports: int) -> str | None:
    """Why ``reports`` are not enough to train on, and what to do; ``None`` where they are."""
    if reports >= LEAST:
        return None
    return f"只有 {reports} 份标注，至少要 {LEAST} 份；请再更正几份报告，或上传一个标注文件。"


def require(reports: int | None = None) -> None:
    """Raises ``TrainingImpossibleError``; ``None`` where the number of reports is not known yet."""
    reason = lacking() or (None if reports is None else too_few(reports))
    if reason is not None:
        raise TrainingImpossibleError(reason)
