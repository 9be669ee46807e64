"""Durable work: accepted by web processes, done by worker processes, lost by neither."""

from service.jobs.client import Jobs

__all__ = ["Jobs"]
