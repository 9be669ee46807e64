"""``jixi retrain``: new annotated reports in, a better version in use, or reasons why not."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

REFUSED = 5
"""Exit code of a retraining that was carried out and whose version was refused."""

CURRENT, ENCODER = "current", "encoder"


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("retrain")(retrain_command)


def retrain_command(  # noqa: PLR0913, PLR0917 -- one option a parameter
    new: Annotated[Path, typer.Argument(metavar="NEW_DIR", help="新的标注报告：FOLDER/NN.inline.txt，可有同名 .json")],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="RUN_DIR", help="状态、检查点、报告与新版本所在目录")
    ],
    base: Annotated[str, typer.Option(help="从哪里接着训练：current、encoder，或一个版本名")] = CURRENT,
    config: Annotated[Path | None, typer.Option(help="再训练配置（TOML）；默认 configs/retrain.toml")] = None,
    archive: Annotated[Path | None, typer.Option(help="存档目录：新旧模型各读一遍，逐条比较记录")] = None,
    replay: Annotated[float | None, typer.Option(min=0, max=1, help="每轮有多少来自旧语料；1 表示整个旧语料")] = None,
    epochs: Annotated[int | None, typer.Option(min=1, help="训练几轮")] = None,
    margin: Annotated[float | None, typer.Option(min=0, max=1, help="每个标签的 F1 最多容许下降多少")] = None,
    seed: Annotated[int | None, typer.Option(help="随机种子")] = None,
    name: Annotated[str | None, typer.Option(help="新版本的名称，默认用日期与时刻")] = None,
    drop_faulty: Annotated[bool, typer.Option("--drop-faulty", help="略去有问题的报告，用其余的")] = False,
    test: Annotated[bool, typer.Option("--test", help="另报 test 上的成绩；只告知，不参与决定")] = False,
    promote: Annotated[bool, typer.Option(help="通过之后启用；--no-promote 只到通过为止")] = True,
    tracker: Annotated[list[str] | None, typer.Option(help="记录训练过程：tensorboard、mlflow，可多次")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="结果写成一行 JSON")] = False,
) -> None:
    """用新标注的报告再训练：检查、划分、训练、新旧比较、把关、重放存档，通过才启用；中断后再运行同一命令即继续。"""
    from models.registry import Registry
    from training.transaction.context import Corpus, Request
    from training.transaction.errors import RetrainError
    from training.transaction.progress import on_terminal
    from training.transaction.report import FILE, verdict
    from training.transaction.run import retrain
    from training.transaction.settings import FROM_ENCODER, GENTLE, RetrainSettings

    if not new.is_dir():
        raise RetrainError(f"需要一个目录，其中是带标注的报告；“{new}”不是目录")
    try:
        settings = RetrainSettings.read(config or (FROM_ENCODER if base == ENCODER else GENTLE))
        settings = settings if replay is None else replace(settings, replay=replay)
        settings = settings if epochs is None else settings.with_epochs(epochs)
        settings = settings if margin is None else settings.with_margin(margin)
        settings = settings if seed is None else settings.with_seed(seed)
        settings = settings.with_trackers(tracker) if tracker else settings
    except (OSError, ValueError, TypeError) as error:
        raise RetrainError(f"配置 {config} 无法使用：{error}") from error
    request = Request(new, output, settings, archive, base, name, drop_faulty, test, promote)
    outcome = retrain(request, Corpus.read(), Registry(), on_terminal())
    if as_json:
        typer.echo(json.dumps(outcome, ensure_ascii=False))
    else:
        typer.echo(f"\n{outcome['name']}：{verdict(outcome)}")
        for reason in outcome["reasons"]:
            typer.echo(f"  {reason}")
        typer.echo(f"报告：{output / FILE}")
    if not outcome["passed"]:
        raise typer.Exit(REFUSED)
