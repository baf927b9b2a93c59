"""What `make bench` asks answers: `/dispositifs`, from each kind of server."""

from contextlib import ExitStack

from tests.benchmarks.dispositifs import start


def test_each_server_answers_the_command() -> None:
    with ExitStack() as stack:
        _, _, servers = start(stack)
        for server in servers:
            server.once()
        assert [server.answered for server in servers] == [1, 1, 1, 1]
