"""Extractions as files: what the command line, the service and the page hand out."""

from service.exports.formats import FORMATS, MARK, Export
from service.exports.tabular import csv_of, json_of, jsonl_of

__all__ = ["FORMATS", "MARK", "Export", "csv_of", "json_of", "jsonl_of"]
