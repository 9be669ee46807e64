"""What can go wrong with annotated reports."""


class CorpusError(ValueError):
    """A file of the corpus cannot be used as it stands; the message names the file and the place."""


class InlineError(CorpusError):
    """Broken inline markup. ``line`` and ``column`` count from 1, in code points of the inline text."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(f"第{line}行第{column}列：{message}")
        self.message = message
        self.line = line
        self.column = column
