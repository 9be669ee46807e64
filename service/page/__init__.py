"""An extraction as one HTML file for people: the report, its records, its checks, and the pages that they stand on."""

from service.page.page import render_page

__all__ = ["render_page"]
