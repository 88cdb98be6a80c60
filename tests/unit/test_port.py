"""A port that is taken or cannot be is told before anything starts."""

from __future__ import annotations

import socket

import pytest
from click.testing import CliRunner

from pipelines.http.port import check_port
from pipelines.people.cli import main
from warehouse.errors import ChokepointError


def test_a_port_that_is_taken_is_told_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ChokepointError, match=rf"cannot listen on 127.0.0.1:{port}: .*chokepoint ui --port"):
            check_port("127.0.0.1", port)
    check_port("127.0.0.1", port)


def test_an_address_that_is_not_of_this_machine_is_told() -> None:
    with pytest.raises(ChokepointError, match="cannot listen on"):
        check_port("192.0.2.1", 3000)


@pytest.mark.parametrize("port", ["0", "70000", "http"])
def test_an_impossible_port_is_told(port: str) -> None:
    done = CliRunner().invoke(main, ["ui", "--port", port])
    assert done.exit_code == 2 and "--port" in done.output
