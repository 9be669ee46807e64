"""Templates as every room sets them up, and those of this room, with the style and script of a single file."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape


def environment_of(room: str, folder: str) -> Environment:
    """The templates in ``folder`` of the package ``room``; what a report says is escaped in them."""
    return Environment(
        loader=PackageLoader(room, folder),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def templates() -> Environment:
    """The templates of this room."""
    environment = environment_of("service.page", ".")
    folder = files("service.page")
    styles = (folder.joinpath(name).read_text(encoding="utf-8") for name in ("labels.css", "report.css"))
    environment.globals["style"] = "\n".join(styles)
    environment.globals["script"] = folder.joinpath("report.js").read_text(encoding="utf-8")
    return environment
