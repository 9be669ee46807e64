"""The datasets that a batch writes: their columns, what each one means, and how current rows are told from old ones.

An output folder holds one folder of Parquet files for each dataset. Rows are only ever added. ``extraction_id`` names
the work on one content by one version of model and rules; of several rows with one ``document_id`` the one that was
``processed`` last is current. Every figure is there twice: ``value_text`` is exact, ``value`` is a decimal for
arithmetic and null where the figure has more digits than it holds.
"""

from collections.abc import Mapping
from decimal import ROUND_DOWN, Context, Decimal
from enum import StrEnum

import pyarrow as pa

from service.records.record import plain

FORMAT = "1"
"""The version of this layout; it changes when a column is renamed, removed or means something else."""
DIGITS, PLACES = 38, 10
DECIMAL = pa.decimal128(DIGITS, PLACES)
TIME = pa.timestamp("us", tz="UTC")


class Result(StrEnum):
    """What became of one input: a file, a member of an archive, or a line of a list."""

    DOCUMENT = "document"
    ERROR = "error"
    DUPLICATE = "duplicate"
    KNOWN = "known"
    KNOWN_ERROR = "known_error"


def column(name: str, kind: pa.DataType, says: str, *, null: bool = True) -> pa.Field:
    """A column with its meaning in Chinese; ``null`` tells whether rows may lack it."""
    return pa.field(name, kind, nullable=null, metadata={"说明": says})


def figure(name: str, says: str) -> tuple[pa.Field, pa.Field]:
    """The two columns of an exact figure."""
    exact = f"{says}，与报告所写逐位相同"
    return column(name, DECIMAL, f"{says}；超出 {DIGITS} 位或 {PLACES} 位小数时为空"), column(
        f"{name}_text", pa.string(), exact
    )


PLACE = pa.struct(
    [
        column("page", pa.int32(), "页码，从 1 起"),
        column("box", pa.list_(pa.float64()), "左、上、右、下，单位为点（1/72 英寸），以页面左上角为原点"),
        column(
            "node", pa.string(), "没有页的格式里的位置：p12 第 12 段，t3r2c5 第 3 个表的单元格，预算!C7 工作表的单元格"
        ),
    ]
)
MENTION = pa.struct(
    [
        column("label", pa.string(), "实体类型"),
        column("start", pa.int64(), "起点，按字符计，含"),
        column("end", pa.int64(), "终点，按字符计，不含"),
        column("text", pa.string(), "原文"),
        column("page", pa.int32(), "页码，从 1 起"),
        column("places", pa.list_(PLACE), "在原件中的位置，每行一处"),
    ]
)
CHANGE = pa.struct(
    [
        column("basis", pa.string(), "对比的基准，如上年"),
        *figure("value", "变动值，减少为负"),
        column("unit", pa.string(), "变动值的单位"),
        column("ratio", pa.bool_(), "是否为“是上年的 1.8 倍”一类"),
    ]
)
ENTITY = pa.struct(
    [
        column("label", pa.string(), "实体类型"),
        column("start", pa.int64(), "起点，含"),
        column("end", pa.int64(), "终点，不含"),
        column("text", pa.string(), "原文"),
        column("confidence", pa.float64(), "把握，0 到 1"),
    ]
)

EXTRACTION = column("extraction_id", pa.string(), "哪份内容由哪个模型与规则处理：三者的摘要", null=False)
DOCUMENT = column("document_id", pa.string(), "原件内容的 SHA-256", null=False)
RUN = column("run_id", pa.string(), "写入这一行的那次运行", null=False)
NAMED = "文件路径；压缩包中的文件写作 全县.zip/水务局/自评.docx，清单中的文本写作 清单.csv#12"
NAME = column("name", pa.string(), NAMED)
VERSIONS = (
    column("model", pa.string(), "模型版本"),
    column("rules", pa.string(), "规则摘要"),
    column("code", pa.string(), "程序版本"),
)

DOCUMENTS = pa.schema(
    [
        *(EXTRACTION, DOCUMENT, RUN, NAME),
        column("title", pa.string(), "标题"),
        column("organisation", pa.string(), "单位"),
        column("fiscal_year", pa.string(), "年度"),
        column("family", pa.string(), "报告类型：department、project、final_accounts、work_report、other"),
        column("format", pa.string(), "文件格式"),
        column("pages", pa.int32(), "页数；没有页的格式为空"),
        column("bytes", pa.int64(), "文件大小（字节）"),
        column("characters", pa.int64(), "正文字数"),
        column("text", pa.string(), "正文；所有起止位置都指向它"),
        column("entities", pa.list_(ENTITY), "实体"),
        column("records", pa.int32(), "记录数"),
        column("checks", pa.int32(), "核对项数"),
        column("violated", pa.int32(), "不符的核对项数"),
        column("undecidable", pa.int32(), "无法判定的核对项数"),
        column("confidence_mean", pa.float64(), "各记录把握的平均"),
        column("confidence_min", pa.float64(), "各记录把握的最低"),
        column("notes", pa.list_(pa.string()), "读取时的说明：略过、修补或看不懂的地方"),
        *VERSIONS,
        column("seconds", pa.float64(), "处理用时（秒）"),
        column("processed", TIME, "处理完成的时间（UTC）", null=False),
    ]
)
RECORDS = pa.schema(
    [
        *(EXTRACTION, DOCUMENT, RUN),
        column("position", pa.int32(), "在报告中的次序，从 0 起", null=False),
        column("record_id", pa.string(), "记录在报告中的编号", null=False),
        column("kind", pa.string(), "amount 金额、count 数量、rate 比率、score 评分"),
        column("indicator", pa.string(), "指标名称"),
        *figure("value", "数值；金额以元计"),
        column("unit", pa.string(), "单位；金额为币种代码"),
        column("bound", pa.string(), "约数与界限：≈ < > ≥ ≤"),
        column("period", pa.string(), "时间（ISO 8601）"),
        column("stage", pa.string(), "预算阶段：budget、adjusted、final、carryover"),
        column("parent", pa.string(), "上级记录的编号"),
        column("same_as", pa.string(), "同一事实的另一条记录的编号"),
        column("split", pa.string(), "分解的方式"),
        *figure("target", "目标值"),
        column("target_bound", pa.string(), "目标值的界限"),
        column("changes", pa.list_(CHANGE), "与基准的对比"),
        column("growth_only", pa.bool_(), "只说了变动，没有说数值"),
        column("basis", pa.string(), "比率的基数"),
        *figure("full_mark", "分值"),
        *figure("score", "得分"),
        *figure("deduction", "扣分"),
        column("total", pa.bool_(), "总分行"),
        column("group", pa.bool_(), "分组行"),
        column("reason", pa.string(), "扣分原因"),
        column("section", pa.list_(pa.string()), "所在章节，由外到内"),
        column("confidence", pa.float64(), "把握，0 到 1"),
        column("start", pa.int64(), "最前一处提及的起点，含"),
        column("end", pa.int64(), "最后一处提及的终点，不含"),
        column("mentions", pa.list_(MENTION), "各字段在正文中的出处"),
    ]
)
CHECKS = pa.schema(
    [
        *(EXTRACTION, DOCUMENT, RUN),
        column("position", pa.int32(), "次序，从 0 起", null=False),
        column("rule", pa.string(), "规则，如 parts_sum、execution_rate"),
        column("status", pa.string(), "holds 成立、violated 不符、undecidable 无法判定"),
        *figure("stated", "报告所写"),
        *figure("computed", "算得"),
        *figure("tolerance", "容许的误差"),
        column("records", pa.list_(pa.string()), "依据的记录的编号，提出这一说法的在前"),
        column("message", pa.string(), "说明"),
    ]
)
ERRORS = pa.schema(
    [
        EXTRACTION,
        column("document_id", pa.string(), "原件内容的 SHA-256；没能读到内容时为空"),
        *(RUN, NAME),
        column("kind", pa.string(), "错误类型，如 damaged-document、killed-worker、timed-out", null=False),
        column("reason", pa.string(), "原因", null=False),
        column("tries", pa.int32(), "试过几次"),
        column("bytes", pa.int64(), "文件大小（字节）"),
        *VERSIONS,
        column("seconds", pa.float64(), "用时（秒）"),
        column("processed", TIME, "出错的时间（UTC）", null=False),
    ]
)
SOURCES = pa.schema(
    [
        RUN,
        column("name", pa.string(), NAMED, null=False),
        column("document_id", pa.string(), "内容的 SHA-256；没能读到内容时为空"),
        column("extraction_id", pa.string(), "documents 或 errors 中说明这份内容的那一行"),
        column(
            "result",
            pa.string(),
            "document 本次处理、error 本次失败、duplicate 内容与本次另一份相同、"
            "known 以前已处理、known_error 以前已失败",
            null=False,
        ),
        column("bytes", pa.int64(), "大小（字节）"),
    ]
)
RUNS = pa.schema(
    [
        RUN,
        column("status", pa.string(), "running 进行中、finished 完成、interrupted 中断", null=False),
        column("started", TIME, "开始（UTC）", null=False),
        column("finished", TIME, "结束（UTC）"),
        column("sources", pa.list_(pa.string()), "命令行给出的来源"),
        *VERSIONS,
        column("format", pa.string(), "数据布局的版本"),
        column("workers", pa.int32(), "同时处理的份数"),
        column("runner", pa.string(), "native 本机，或集群地址"),
        column("inputs", pa.int64(), "读到的份数，等于以下五项之和"),
        column("documents", pa.int64(), "本次处理成功"),
        column("errors", pa.int64(), "本次失败"),
        column("duplicates", pa.int64(), "内容与本次另一份相同"),
        column("known", pa.int64(), "以前已处理，内容与版本都没有变"),
        column("known_errors", pa.int64(), "以前已失败，没有重试"),
        column("characters", pa.int64(), "本次处理的字数"),
        column("seconds", pa.float64(), "用时（秒）"),
    ]
)
DATASETS: Mapping[str, pa.Schema] = {
    "documents": DOCUMENTS,
    "records": RECORDS,
    "checks": CHECKS,
    "errors": ERRORS,
    "sources": SOURCES,
    "runs": RUNS,
}
"""The schema of each dataset by the name of its folder."""

_EXACT = Context(prec=DIGITS, rounding=ROUND_DOWN)
_LAST_PLACE = Decimal(1).scaleb(-PLACES)


def decimal(value: Decimal | None) -> Decimal | None:
    """``value`` with ``PLACES`` decimals, or ``None`` where the column cannot hold all of its digits."""
    if value is None or value.adjusted() >= DIGITS - PLACES:
        return None
    fitted = value.quantize(_LAST_PLACE, context=_EXACT)
    return fitted if fitted == value else None


def figures(name: str, value: Decimal | None) -> dict[str, Decimal | str | None]:
    """The two columns of an exact figure."""
    return {name: decimal(value), f"{name}_text": None if value is None else plain(value)}
