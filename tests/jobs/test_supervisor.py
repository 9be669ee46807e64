"""Workers beside a service are begun anew when they die, and end with it."""

import sys

import psutil

from service.jobs import supervised
from tests.jobs.conftest import wait_for

WAITS = (sys.executable, "-c", "import sys; sys.stdin.read()")


def test_a_worker_that_dies_is_replaced_and_all_end_with_the_block() -> None:
    with supervised(2, WAITS) as posts:
        wait_for(lambda: all(post.process for post in posts))
        first = posts[0].process
        assert first
        first.kill()
        wait_for(lambda: posts[0].process is not first)
        pids = [post.process.pid for post in posts if post.process]
    assert len(pids) == 2
    assert not any(map(psutil.pid_exists, pids))
