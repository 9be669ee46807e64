"""The reports that an assistant may ask about: given as text, or as files below the folders that were opened to it."""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

from service.documents import Limits
from service.errors import DocumentError, JixiError
from service.extraction import Extraction
from service.pipeline import Pipeline
from service.processing import process

PASTED = "text 参数"


class Reports:
    """Reads and extracts; the model is loaded when the first report comes."""

    def __init__(self, load: Callable[[], Pipeline], folders: Sequence[Path]) -> None:
        self._load = load
        self._folders = [folder.resolve() for folder in folders]

    @cached_property
    def _pipeline(self) -> Pipeline:
        return self._load()

    def extract(self, text: str | None, path: str | None) -> Extraction:
        """The extraction of the one report that was given; raises ``JixiError``."""
        data, name = self._read(text, path)
        outcomes = [outcome.result for outcome in process(self._pipeline, data, name, Limits())]
        if len(outcomes) != 1:
            raise DocumentError(f"需要一份报告，“{name}”里有 {len(outcomes)} 份；请解开压缩包后逐份处理。")
        if isinstance(outcomes[0], JixiError):
            raise outcomes[0]
        return outcomes[0]

    def _read(self, text: str | None, path: str | None) -> tuple[bytes, str]:
        if (text is None) == (path is None):
            raise DocumentError("text 与 path 要给出其中一个，并且只给一个。")
        if text is not None:
            return text.encode("utf-8", "replace"), PASTED
        assert path is not None
        file = self._allowed(path)
        try:
            return file.read_bytes(), file.name
        except OSError as error:
            raise DocumentError(f"需要一个可以读取的报告文件，“{path}”打不开；请检查路径和权限。") from error

    def _allowed(self, path: str) -> Path:
        """``path`` without links and dots; raises ``DocumentError`` where it leaves the opened folders."""
        file = Path(path).expanduser().resolve()
        if not any(file.is_relative_to(folder) for folder in self._folders):
            opened = "、".join(str(folder) for folder in self._folders)
            raise DocumentError(f"只能读取这些目录里的文件：{opened}；“{path}”不在其中，可用 --folder 另开目录。")
        return file
