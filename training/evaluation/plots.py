"""Reliability as a drawing: how often answers are right, by how sure they are. Bars of equal width, dots of equal mass.

The drawing holds digits alone, so that no font is needed; what the axes are is told beside it. Its ink is a grey that
is read on light and on dark ground.
"""

import io

from matplotlib import rc_context
from matplotlib.figure import Figure

from training.evaluation.reliability import Reliability

INK, BAR, DOT = "#7d828a", "#5b8fd6", "#d9822b"
SIZE = (3.2, 3.0)
"""Inches."""


def reliability_svg(found: Reliability) -> str:
    """An SVG element: confidence to the right, share of right answers upwards, the diagonal where both agree."""
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "jixi", "font.size": 8}):
        figure = Figure(figsize=SIZE, layout="constrained")
        axes = figure.add_subplot(facecolor="none")
        axes.plot([0, 1], [0, 1], color=INK, linewidth=0.8, linestyle="--")
        axes.bar([part.confidence for part in found.width], [part.accuracy for part in found.width], 0.05, color=BAR)
        axes.plot(
            [part.confidence for part in found.mass], [part.accuracy for part in found.mass], "o", color=DOT, ms=3
        )
        axes.set(xlim=(0, 1.03), ylim=(0, 1.03), aspect="equal")
        axes.tick_params(colors=INK)
        for spine in axes.spines.values():
            spine.set_color(INK)
        return _svg(figure)


def _svg(figure: Figure) -> str:
    """The figure without prolog and date: it is put into pages and under version control."""
    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    return text[text.index("<svg") :]
