"""Tables as text: commas, semicolons or tabs between the cells."""

from service.documents.blocks import Read
from service.documents.delimited import find_delimiter, read_rows
from service.documents.encoding import decode
from service.documents.limits import Deadline, Limits
from service.documents.readers.plain import read_plain
from service.documents.readers.sheets import Sheet, sheet_blocks


def read_csv(data: bytes, limits: Limits) -> Read:
    """The table in ``data``; places are cells (``C7``). A text that is none after all stays as it is."""
    text = decode(data).replace("\r\n", "\n")
    delimiter = find_delimiter(text)
    if delimiter is None:
        return read_plain(data, limits)
    deadline = Deadline(limits)
    sheet = Sheet("")
    for number, row in enumerate(read_rows(text, delimiter), 1):
        deadline.check()
        cells = {column: cell.strip() for column, cell in enumerate(row, 1) if cell.strip()}
        if cells:
            sheet.cells[number] = cells
    return Read("csv", tuple(sheet_blocks(sheet, titled=False)))
