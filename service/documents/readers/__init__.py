"""One module for each format: ``read_x(data: bytes, limits: Limits) -> Read``."""
