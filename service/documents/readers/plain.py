"""Plain text: nothing is changed but the encoding and ``\\r\\n``."""

from service.documents.blocks import Read
from service.documents.encoding import decode
from service.documents.limits import Limits


def read_plain(data: bytes, limits: Limits) -> Read:
    """The text of ``data``; raises ``DocumentError`` where no encoding of Chinese reports fits."""
    return Read("txt", text=decode(data).replace("\r\n", "\n"))
