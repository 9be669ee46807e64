"""``jixi``: the commands of all rooms behind one name, errors as one Chinese line and an exit code."""

import logging
import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Annotated

import typer
from typer import rich_utils

from service.cli import commands
from service.errors import JixiError
from service.extras import command_for, extra_of

GROUP = "jixi.commands"
USAGE = 2
INTERRUPTED = 130

log = logging.getLogger("jixi")

HELP = "绩析：把中文财政与绩效报告变成经过核算的结构化数据。"
EXIT_CODES = (
    "退出码：0 成功；1 文档无法读取或结果无法写出；2 用法不对；3 模型不可用；4 check、reconcile 发现不符；"
    "5 retrain 不启用新版本。"
)


def create_app() -> typer.Typer:
    """The application with the commands of this room and of every room installed beside it."""
    app = typer.Typer(name="jixi", help=HELP, epilog=EXIT_CODES, add_completion=False, rich_markup_mode="rich")
    rich_utils.OPTIONS_PANEL_TITLE, rich_utils.COMMANDS_PANEL_TITLE = "选项", "命令"
    rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
    app.callback(invoke_without_command=True)(_options)
    commands.register(app)
    for point in entry_points(group=GROUP):
        if point.value != "service.cli:register":
            _register(point, app)
    return app


def _register(point: EntryPoint, app: typer.Typer) -> None:
    """A room whose extra is not installed leaves its commands out; the others work."""
    try:
        point.load()(app)
    except ImportError as error:
        log.debug("命令组 %s 未装载：%s", point.name, error)


def _options(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", "-V", help="显示版本后退出。")] = False,
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="多说一些；-vv 更多。")] = 0,
) -> None:
    levels = (logging.WARNING, logging.INFO, logging.DEBUG)
    logging.basicConfig(format="%(message)s", stream=sys.stderr)
    log.setLevel(levels[min(verbose, len(levels) - 1)])
    if version:
        from service.extraction import code_version  # noqa: PLC0415 -- --help must not wait for pydantic

        typer.echo(f"jixi {code_version()}")
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``jixi`` and exit; the entry point of the installed command."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run ``jixi`` with ``arguments`` (of the process by default); the exit code."""
    try:
        code = create_app()(args=arguments, prog_name="jixi", standalone_mode=False)
    except (Exception, KeyboardInterrupt) as error:
        if (explained := _explain(error)) is None:
            raise
        return _fail(*explained)
    return code if isinstance(code, int) else 0


def _explain(error: BaseException) -> tuple[str, int] | None:
    """One line and an exit code for what a person can do something about; ``None`` for a bug."""
    match error:
        case JixiError():
            return error.message, error.exit_code
        case KeyboardInterrupt() | typer.Abort():
            return "已中断。", INTERRUPTED
        case ModuleNotFoundError():
            return f"这个命令需要 {error.name}，尚未安装；请运行 {command_for(extra_of(error.name or ''))}。", 1
        case _ if type(error).__name__ == "NoArgsIsHelpError":
            return "", 0  # its help is printed already
        case _ if message := _usage_message(error):
            return f"{message}；用法见 jixi --help。", USAGE
    return None


def _fail(message: str, code: int) -> int:
    if message:
        typer.echo(message, err=True)
    return code


def _usage_message(error: BaseException) -> str | None:
    """What is wrong with the command line, or ``None`` for any other error.

    Told by name: typer has its own copies of click's exceptions, and where they live changed between its versions.
    """
    names = {base.__name__ for base in type(error).__mro__}
    if "UsageError" not in names:
        return None
    parameter = _name(getattr(error, "param", None))
    message = getattr(error, "message", str(error))
    if "MissingParameter" in names:
        return f"缺少参数 {parameter}"
    if "NoSuchOption" in names:
        return f"没有选项 {getattr(error, 'option_name', '')}"
    if "BadParameter" in names:
        return f"参数 {parameter} 的值不对（{message.rstrip('.')}）"
    return f"用法不对（{message.rstrip('.')}）"


def _name(parameter: object) -> str:
    """A parameter as its help names it: ``FILE``, ``--format``."""
    options = getattr(parameter, "opts", None) or [""]
    first = str(options[0])
    return first if first.startswith("-") else getattr(parameter, "metavar", None) or first.upper()
