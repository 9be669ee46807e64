"""An evaluation as one HTML page that needs nothing else: no network, no script."""

from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from training.evaluation.borders import CAUSES
from training.evaluation.plots import reliability_svg
from training.evaluation.records import WAYS
from training.evaluation.run import Evaluation, check_json
from training.evaluation.show import CHECK_NAMES, PART_NAMES, SUBJECTS, WAY_NAMES
from training.evaluation.traps import TRAPS

TEMPLATE = "page.html"


def page(evaluation: Evaluation, title: str) -> str:
    """The page; ``title`` names model and reports."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["share"] = _share
    template = environment.from_string(files("training.evaluation").joinpath(TEMPLATE).read_text(encoding="utf-8"))
    return template.render(title=title, evaluation=evaluation, **_names(), **_figures(evaluation)) + "\n"


def _share(value: float) -> str:
    return f"{value:.4f}"


def _names() -> dict[str, Any]:
    reasons = {trap.name: trap.reason for trap in TRAPS}
    return {"ways": WAYS, "way_names": WAY_NAMES, "part_names": PART_NAMES, "subjects": SUBJECTS, "reasons": reasons}


def _figures(evaluation: Evaluation) -> dict[str, Any]:
    counts = check_json(evaluation.checks)
    return {
        "kinds": list(evaluation.records.f1.get(WAYS[0], {})),
        "checks": [(CHECK_NAMES[name], count) for name, count in counts.items()],
        "plots": {name: Markup(reliability_svg(found)) for name, found in evaluation.reliability.items()},
        "causes": CAUSES,
    }
