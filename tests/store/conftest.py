from collections.abc import Iterator
from pathlib import Path

import pytest

from service.store import Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.at(tmp_path)
    yield database
    database.close()
