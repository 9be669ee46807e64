"""Durable work: accepted by web processes, done by worker processes, lost by neither."""

from service.jobs.client import Jobs
from service.jobs.supervisor import supervised

__all__ = ["Jobs", "supervised"]
