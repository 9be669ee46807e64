"""JSON whose every value knows its line and column: what JSON Lines, arrays and broken exports have in common.

Values are parsed by the standard library at its full speed; the place of a value is looked for only when there is
something to say about it, by walking down to it once more.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from corpora.formats.files import File, texts
from corpora.formats.findings import Findings, Place, PlacedError

Path = Sequence[int | str]

_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


class Shape(BaseModel):
    """A JSON object of somebody else's format: what is not named here may be there and is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Source:
    """The characters of a file, and where its lines begin."""

    def __init__(self, file: File, text: str) -> None:
        self.file = file
        self.text = text
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(self, position: int) -> Place:
        """Line and column of code point ``position``."""
        line = bisect_right(self._lines, position)
        return Place(self.file.path, line, position - self._lines[line - 1] + 1)


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON document inside a file."""

    value: Any
    source: Source
    offset: int
    """Where the document begins in ``source``."""
    _children: dict[int, dict[int | str, int]] = field(default_factory=dict, repr=False, compare=False)
    """Where the members of an object or array begin, for those that have been looked into."""

    def at(self, path: Path = ()) -> Place:
        """The place of the value at ``path``, or of the innermost one on the way that exists."""
        position = self.offset
        for step in path:
            if position not in self._children:
                self._children[position] = dict(_members(self.source.text, position))
            if step not in self._children[position]:
                break
            position = self._children[position][step]
        return self.source.place(position)

    def length(self, path: Path) -> int:
        """How many items the array at ``path`` has, 0 where there is none; raises ``PlacedError`` for other values."""
        value = self.value
        for step in path:
            value = value.get(step) if isinstance(value, dict) else value[step]
        if value is not None and not isinstance(value, list):
            raise PlacedError(self.at(path), f"“{path[-1]}”应为数组，得到 {json.dumps(value, ensure_ascii=False)[:60]}")
        return len(value or ())

    def shaped(self, model: TypeAdapter[Any] | type[BaseModel], path: Path = ()) -> Any:
        """The value at ``path`` as ``model``; raises ``PlacedError`` where it does not have that shape."""
        adapter = model if isinstance(model, TypeAdapter) else TypeAdapter(model)
        value = self.value
        for step in path:
            value = value[step]
        try:
            return adapter.validate_python(value)
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(str(step) for step in (*path, *first["loc"]))
            raise PlacedError(self.at((*path, *first["loc"])), f"“{name}”不合格式：{_chinese(first)}") from error


def nodes(files: list[File], findings: Findings) -> Iterator[Node]:
    """The documents of ``files``: the lines of JSON Lines, the elements of an array, or objects one after another.

    What cannot be parsed is reported; in JSON Lines the next line goes on, in an array nothing after it can be read.
    """
    for file, text in texts(files, findings):
        start = _skip(text, 0)
        read = _elements if text.startswith("[", start) else _lines
        yield from read(Source(file, text), start, findings)


def dump_lines(values: Iterator[Any]) -> bytes:
    """JSON Lines of ``values``."""
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values).encode()


def _lines(source: Source, position: int, findings: Findings) -> Iterator[Node]:
    text = source.text
    while position < len(text):
        try:
            value, end = _DECODER.raw_decode(text, position)
            yield Node(value, source, position)
        except (json.JSONDecodeError, RecursionError) as error:
            findings.leave_out_report(_place(source, position, error), _message(error))
            end = text.find("\n", position) + 1 or len(text)
        position = _skip(text, end)


def _elements(source: Source, start: int, findings: Findings) -> Iterator[Node]:
    text = source.text
    position = _skip(text, start + 1)
    while position < len(text) and text[position] != "]":
        try:
            value, end = _DECODER.raw_decode(text, position)
        except (json.JSONDecodeError, RecursionError) as error:
            findings.leave_out_report(_place(source, position, error), f"{_message(error)}；此后的内容无法读取")
            return
        yield Node(value, source, position)
        position = _skip(text, end)
        if text.startswith(",", position):
            position = _skip(text, position + 1)
        elif not text.startswith("]", position):
            break
    if position >= len(text) or text[position] != "]":
        findings.leave_out_report(source.place(position), "JSON 数组没有结束，文件可能不完整；此后的内容无法读取")


def _place(source: Source, position: int, error: Exception) -> Place:
    return source.place(error.pos if isinstance(error, json.JSONDecodeError) else position)


REASONS = {
    "Expecting value": "此处应有一个值",
    "Expecting ',' delimiter": "此处应有逗号",
    "Expecting ':' delimiter": "此处应有冒号",
    "Expecting property name enclosed in double quotes": "此处应有双引号括起的键",
    "Illegal trailing comma before end of object": "此处多一个逗号",
    "Illegal trailing comma before end of array": "此处多一个逗号",
    "Unterminated string starting at": "字符串没有结束",
    "Invalid control character at": "字符串没有结束",
    "Invalid \\escape": "反斜杠之后不成转义",
    "Invalid \\uXXXX escape": "\\u 之后应有四位十六进制数",
}


def _message(error: Exception) -> str:
    reason = REASONS.get(error.msg, error.msg) if isinstance(error, json.JSONDecodeError) else "嵌套太深"
    return f"不是合法的 JSON（{reason}）"


def _skip(source: str, position: int) -> int:
    match = _BLANK.match(source, position)
    return match.end() if match else position


def _members(source: str, position: int) -> Iterator[tuple[int | str, int]]:
    """The members of the object or array at ``position``, by key or index, and where their values begin."""
    if source[position] not in "{[":
        return
    keyed, number = source[position] == "{", 0
    position = _skip(source, position + 1)
    while source[position] not in "}]":
        key: int | str = number
        if keyed:
            key, position = _DECODER.raw_decode(source, position)
            position = _skip(source, _skip(source, position) + 1)
        yield key, position
        number += 1
        position = _after(source, position)


def _after(source: str, position: int) -> int:
    """The next member after the value at ``position``, or the bracket that closes its parent."""
    position = _skip(source, _DECODER.raw_decode(source, position)[1])
    return _skip(source, position + 1) if source.startswith(",", position) else position


WANTED = {
    "missing": "缺少",
    "string_type": "应为字符串",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "float_type": "应为数",
    "bool_type": "应为真假值",
    "list_type": "应为数组",
    "tuple_type": "应为数组",
    "dict_type": "应为对象",
    "model_type": "应为对象",
}


def _chinese(error: Any) -> str:
    wanted = WANTED.get(error["type"], error["msg"])
    return (
        wanted
        if error["type"] == "missing"
        else f"{wanted}，得到 {json.dumps(error['input'], ensure_ascii=False)[:60]}"
    )
