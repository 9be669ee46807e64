"""The HTTP API: a thin skin over the pipeline and the jobs. Nothing here knows how a record is made."""
