"""The service from another program, in Python: calls with types, waiting and retrying done.

>>> from service.client import Client
>>> with Client("http://127.0.0.1:8000") as jixi:                                        # doctest: +SKIP
...     extraction = jixi.extract_text("2023年，支出100万元。")
...     task = jixi.submit_files("自评.docx", "决算.pdf")
...     answer = jixi.result(task)
"""

from service.client.annotations import correction_of
from service.client.client import Client
from service.client.errors import ProblemError, UnreachableError

__all__ = ["Client", "ProblemError", "UnreachableError", "correction_of"]
"""What calls return is in ``service.protocol`` and ``service.extraction``."""
