"""The templates of this room, with the style and script that a single file carries in itself."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape


@cache
def templates() -> Environment:
    """The templates; what a report says is escaped in them."""
    environment = Environment(
        loader=PackageLoader("service.page", "."),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    folder = files("service.page")
    styles = (folder.joinpath(name).read_text(encoding="utf-8") for name in ("labels.css", "report.css"))
    environment.globals["style"] = "\n".join(styles)
    environment.globals["script"] = folder.joinpath("report.js").read_text(encoding="utf-8")
    return environment
