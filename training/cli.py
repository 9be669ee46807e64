"""``jixi adapt``, ``train``, ``evaluate``, ``calibrate`` and ``promote``;
``retrain``, ``rollback``, ``model``, ``corpus suggest``.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from corpora.cli import app as corpus
from training.commands import retraining, suggesting, versions

CONFIGS = Path(__file__).parent / "configs"


def register(app: typer.Typer) -> None:
    """Add this room's commands to ``app``."""
    app.command("adapt")(adapt_command)
    app.command("train")(train_command)
    app.command("average")(average_command)
    app.command("evaluate")(evaluate_command)
    app.command("calibrate")(calibrate_command)
    app.command("promote")(promote_command)
    retraining.register(app)
    versions.register(app)
    suggesting.register(corpus)


def adapt_command(
    texts: Annotated[list[Path], typer.Argument(help="未标注的正文（UTF-8 文本文件），训练集的正文总是一并使用")],
    output: Annotated[Path, typer.Option("-o", "--output", help="新编码器所在目录")],
    layers: Annotated[int, typer.Option(help="保留编码器的前几层")] = 6,
    epochs: Annotated[int, typer.Option(help="读几遍")] = 1,
) -> None:
    """用未标注的公文继续预训练编码器；训练配置的 encoder 写新目录即可使用。"""
    from corpora import read_corpus
    from training.adapt import AdaptConfig, adapt
    from training.config import TrainingConfig
    from training.encoder.prepare import prepare_encoder

    prose = [path.read_text(encoding="utf-8") for path in texts]
    prose += [report.text for report in read_corpus("train")]
    loss = adapt(prepare_encoder(TrainingConfig()), prose, output, AdaptConfig(layers=layers, epochs=epochs))
    typer.echo(f"编码器已写入 {output}；末段损失 {loss:.2f}")


def train_command(
    config: Annotated[Path, typer.Argument(help="训练配置（TOML）")] = CONFIGS / "base.toml",
    output: Annotated[Path, typer.Option("-o", "--output", help="检查点、日志与新版本所在目录")] = Path("runs/base"),
    name: Annotated[str, typer.Option(help="新版本的名称")] = "new",
    resume: Annotated[bool, typer.Option(help="若目录中有中断的训练，从检查点继续")] = True,
) -> None:
    """训练一个模型版本；中断后再次运行同一命令即从检查点继续。"""
    from training.config import TrainingConfig
    from training.run import train

    version = train(TrainingConfig.read(config), output, name, resume)
    typer.echo(f"已导出模型版本：{version}")


def average_command(
    versions: Annotated[list[Path], typer.Argument(help="从同一个起点训练出的几个版本")],
    output: Annotated[Path, typer.Option("-o", "--output", help="新版本的目录，末段是它的名称")],
) -> None:
    """把几个版本的权重取平均，作为一个新版本：推断只有一个网络的开销。"""
    from training.soup import average

    typer.echo(f"已导出模型版本：{average(versions, output)}")


def evaluate_command(
    model: Annotated[Path | None, typer.Option(help="模型版本目录，默认为随包模型")] = None,
    split: Annotated[str, typer.Option(help="train、dev 或 test")] = "test",
    html: Annotated[Path | None, typer.Option("--html", help="另存为一个自足的网页")] = None,
    output: Annotated[Path | None, typer.Option("--json", "-o", "--output", help="另存为 JSON")] = None,
) -> None:
    """在带标注的报告上评测：实体、记录、核对，按文种、难度与陷阱。测试集只给数字，不展示个例。"""
    from corpora import read_corpus
    from service.pipeline import Pipeline
    from training.evaluation.page import page
    from training.evaluation.run import evaluate, known_names
    from training.evaluation.show import show

    pipeline = Pipeline.load(model)
    result = evaluate(pipeline, read_corpus(split), known_names(read_corpus("train")), details=split != "test")
    show(result)
    if html:
        html.write_text(page(result, f"绩析评测：模型 {pipeline.tagger.version}，{split}"), encoding="utf-8")
    if output:
        output.write_text(json.dumps(result.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def calibrate_command(
    version: Annotated[Path, typer.Argument(help="模型版本目录；校准写入其中，已有的被替换")],
    split: Annotated[str, typer.Option(help="用哪部分报告拟合；模型训练时见过的不行")] = "dev",
) -> None:
    """拟合置信度：实体与记录各选一种方法，写入 calibration.json。"""
    from training.calibration.fit import calibrate_version
    from training.calibration.show import show

    show(calibrate_version(version, split))


def promote_command(
    version: Annotated[Path, typer.Argument(help="要启用的模型版本目录")],
    cards: Annotated[Path, typer.Option(help="模型卡所在目录")] = Path("models/cards"),
    calibrate: Annotated[bool, typer.Option(help="先重新校准：规则变了，记录的把握也就变了")] = True,
) -> None:
    """校准并评测一个模型版本，写出模型卡，复制进随包目录并设为当前版本。"""
    from corpora import read_corpus
    from models.store import open_version, promote
    from service.pipeline import Pipeline
    from training.calibration.fit import calibrate_version
    from training.card import write_card
    from training.evaluation.run import evaluate

    if calibrate:
        calibrate_version(version)
    pipeline = Pipeline.load(version)
    evaluations = {split: evaluate(pipeline, read_corpus(split), details=False) for split in ("test", "dev")}
    card = write_card(open_version(version), evaluations, cards)
    typer.echo(f"当前模型版本：{promote(version).name}；模型卡：{card}")
