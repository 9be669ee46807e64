"""Write ``docs/datasets.md`` from the schemas of the batch: ``python docs/make_datasets.py``."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from service.batch.schema import DATASETS, DIGITS, FORMAT, PLACES

OUT = Path(__file__).with_name("datasets.md")
HEAD = f"""# 批处理的数据集

由 `python docs/make_datasets.py` 从 `service/batch/schema.py` 生成，请勿手改。用法见 [batch.md](batch.md)。
数据布局的版本：{FORMAT}。

- 每个数据集是输出目录里的一个子目录，里面是 Parquet 文件；行只增不改。
- 凡数值都有两列：`value_text` 是精确的十进制文本，`value` 是 decimal({DIGITS},{PLACES})，供计算用，放不下时为空。
- 起止位置按字符计，半开区间，指向 `documents.text`：`text[start:end]` 就是原文。
- `extraction_id` 由内容、模型、规则三者决定；同一 `document_id` 有多行时，`processed` 最晚的一行有效。
"""
TITLES = {
    "documents": "每份内容、每个版本一行",
    "records": "每条记录一行",
    "checks": "每项核对一行",
    "errors": "每份失败的输入一行",
    "sources": "每次运行里的每个名字一行：哪些文件、结果如何",
    "runs": "每次运行一行",
}
MEANING = "说明".encode()


def reference() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(line for name, schema in DATASETS.items() for line in _dataset(name, schema))]) + "\n"


def _dataset(name: str, schema: pa.Schema) -> Iterator[str]:
    yield f"## {name}/：{TITLES[name]}\n\n| 列 | 类型 | 含义 |\n| --- | --- | --- |"
    for field in schema:
        yield from _column(field, "")
    yield ""


def _column(field: pa.Field, inside: str) -> Iterator[str]:
    kind, fields = field.type, []
    if pa.types.is_list(kind) and pa.types.is_struct(kind.value_type):
        told, fields = "list&lt;struct&gt;", list(kind.value_type)
    else:
        told = str(kind).replace("item: ", "").replace("<", "&lt;").replace(">", "&gt;")
    required = "" if field.nullable or inside else "，必有"
    yield f"| `{inside}{field.name}` | {told}{required} | {field.metadata[MEANING].decode()} |"
    for one in fields:
        yield from _column(one, f"{inside}{field.name}.")


if __name__ == "__main__":
    OUT.write_text(reference(), encoding="utf-8")
