"""Everything that can be set about the service, in one place: read from ``JIXI_…`` once, then passed down.

``docs/settings.md`` is made of the descriptions below.
"""

import os
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any

from platformdirs import user_data_path
from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from service.errors import SettingsError

PREFIX = "JIXI_"
MEGABYTE = 1024 * 1024


def _listed(value: Any) -> Any:
    """``a, b`` as ``("a", "b")``: a list in the environment is written with commas."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]


class Settings(BaseSettings):
    """The settings of one process. Arguments go before the environment; what neither names has its default."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", description="监听地址；0.0.0.0 对外开放")
    port: int = Field(8000, ge=0, le=65535, description="监听端口；0 表示任选")
    workers: int = Field(1, ge=0, le=64, description="`jixi serve` 启动的后台工作进程数；0 表示另行启动")
    worker_threads: int = Field(0, ge=0, le=256, description="每个工作进程的模型用几个线程；0 表示几个进程平分本机的核")
    stall_seconds: float = Field(
        300, gt=0, description="一份文档多少秒没有进展就算卡住；它的工作进程重启，五次之后这份文档按失败处理"
    )
    data: Path = Field(
        default_factory=lambda: user_data_path("jixi", appauthor=False),
        description="数据目录：上传的文件、任务、结果、标注；默认为系统的用户数据目录",
    )
    database_url: SecretStr | None = Field(
        None, description="数据库地址，例如 `postgresql+psycopg://…`；默认为数据目录中的 SQLite 文件"
    )
    model: Path | None = Field(None, description="模型目录；默认为当前启用的版本，指定后不随启用而换")
    models: Path | None = Field(None, description="本机模型版本所在目录；默认为用户数据目录中的 `models`")
    archive: Path | None = Field(
        None, description="存档目录：训练之后新旧模型各读一遍其中的报告，少了太多记录的不启用；默认不比较"
    )
    max_mb: float = Field(20, gt=0, le=4096, description="一份报告的大小上限（MB）")
    max_request_mb: float = Field(200, gt=0, le=16384, description="一次上传的大小上限（MB）")
    max_files: int = Field(200, ge=1, le=10_000, description="一次上传的文件数上限")
    extractions: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, le=256, description="同时进行的抽取数；默认为处理器核数"
    )
    sync_seconds: float = Field(120, gt=0, description="同步请求最多等多少秒；更久的请用 `/async`")
    watch_seconds: float = Field(2, gt=0, description="每隔多少秒查看是否启用了别的模型版本")
    retention_hours: float = Field(168, gt=0, description="上传的文件与结果保留多少小时，到期删除")
    loopback_open: bool | None = Field(
        None,
        description="本机的请求是否不用密钥；默认只在监听本机地址时为是。前面有反向代理时须设为 `false`",
    )
    allowed_origins: Names = Field((), description="允许哪些来源的网页跨域访问，逗号分隔；默认一个也不允许")
    proxies: Names = Field((), description="可信的反向代理地址，逗号分隔；只有它们转告的来访地址才算数")
    requests_per_minute: float = Field(1200, gt=0, description="每个密钥每分钟的请求数上限")
    mb_per_minute: float = Field(2000, gt=0, description="每个密钥每分钟上传的 MB 数上限")
    sources_http: bool = Field(False, description="`/v1/extract/source` 是否可以从网址取报告")
    sources_hosts: Names = Field((), description="只从哪些主机取报告，逗号分隔；默认不限主机")
    sources_seconds: float = Field(30, gt=0, description="从网址取一份报告最多用多少秒")
    outbound_private: bool = Field(False, description="取报告与回调是否可以访问内网地址")
    webhook_secret: SecretStr | None = Field(None, description="回调签名所用的密钥；不设则不接受回调地址")
    webhook_attempts: int = Field(6, ge=1, le=20, description="回调最多试几次")

    @classmethod
    def load(cls, **given: Any) -> "Settings":
        """The settings with ``given`` before the environment; raises ``SettingsError`` in Chinese."""
        try:
            return cls(**given)
        except ValidationError as error:
            raise SettingsError("；".join(_told(item) for item in error.errors(include_url=False)) + "。") from error

    @property
    def database_address(self) -> str | None:
        """The address of the database, with its password; ``None`` for the file in the data folder."""
        return self.database_url.get_secret_value() if self.database_url else None

    @property
    def max_bytes(self) -> int:
        """Bytes of one report."""
        return int(self.max_mb * MEGABYTE)

    @property
    def max_request_bytes(self) -> int:
        """Bytes of one upload."""
        return int(self.max_request_mb * MEGABYTE)

    @property
    def opens_loopback(self) -> bool:
        """Whether a request of this machine needs no key."""
        return is_loopback(self.host) if self.loopback_open is None else self.loopback_open


def is_loopback(host: str) -> bool:
    """Whether the address or name ``host`` is this machine's own."""
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return host.lower() == "localhost"
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


SAID = {
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "float_parsing": "应为数",
    "bool_parsing": "应为 true 或 false",
    "greater_than": "应大于 {gt:g}",
    "greater_than_equal": "应不小于 {ge:g}",
    "less_than_equal": "应不大于 {le:g}",
}


def _told(item: Any) -> str:
    name = PREFIX + "_".join(str(part) for part in item["loc"]).upper()
    wanted = SAID.get(item["type"], "无法使用").format(**item.get("ctx", {}))
    secret = any(word in name for word in ("SECRET", "PASSWORD", "URL"))
    return f"{name} {wanted}" + ("" if secret else f"，得到 {item['input']}")
