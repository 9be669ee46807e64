"""A calibration as a table in the terminal."""

from rich.console import Console
from rich.table import Table

from training.calibration.fit import Fitted
from training.evaluation.show import SUBJECTS

METHODS = {"raw": "未校准", "temperature": "温度", "platt": "Platt", "isotonic": "保序回归", "platt_all": "Platt，多项"}


def show(fitted: Fitted, console: Console | None = None) -> None:
    """Print every method's errors on reports that it was not fitted on; the last one is used."""
    console = console or Console()
    for name, trials in fitted.trials.items():
        heads = ("校准误差（等量十组）", "（等宽十组）", "对数损失")
        table = Table("方法", *heads, title=f"{SUBJECTS[name]}：{trials[0].reliability.count} 个，逐篇留出")
        for trial in trials:
            errors = (trial.reliability.mass_error, trial.reliability.width_error, trial.log_loss)
            table.add_row(method_name(trial.method), *(f"{value:.4f}" for value in errors))
        console.print(table)
        console.print(f"采用：{method_name(trials[-1].method)}")


def method_name(method: str) -> str:
    """``platt_all_0.1`` in words."""
    name, _, strength = method.rpartition("_")
    return f"{METHODS[name]}（C={strength}）" if name in METHODS else METHODS[method]
