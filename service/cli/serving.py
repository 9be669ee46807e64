"""Start the HTTP service.

The API is named by its import string, not imported: the two skins do not know each other. Settings travel in the
environment, which is also how they are set without this command.
"""

import logging
import os
from pathlib import Path

import uvicorn

APPLICATION = "service.server:create_app"


def serve(host: str, port: int, model: Path | None, max_mb: float) -> None:
    """Serve until interrupted."""
    if model:
        os.environ["JIXI_MODEL"] = str(model)
    os.environ["JIXI_MAX_MB"] = str(max_mb)
    logging.getLogger("jixi.api").setLevel(logging.INFO)
    uvicorn.run(APPLICATION, factory=True, host=host, port=port, log_level="info")
