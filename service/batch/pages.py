"""The pages of a batch: templates that need no other file."""

from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment

from service.page.templates import environment_of


def render(template: str, **values: Any) -> str:
    """The page that ``template`` makes of ``values``."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    environment = environment_of("service.batch", "templates")
    folder = files("service.batch").joinpath("templates")
    environment.globals["style"] = folder.joinpath("pages.css").read_text(encoding="utf-8")
    return environment
