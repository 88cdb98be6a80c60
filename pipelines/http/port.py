"""Whether a server of this machine can listen where it is told to."""

from __future__ import annotations

import socket

from warehouse.errors import ChokepointError


def check_port(host: str, port: int) -> None:
    """Raise ChokepointError when nothing can listen there."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise ChokepointError(
            f"The UI cannot listen on {host}:{port}: {error.strerror or error}. "
            f"Another one may be running there; name another port: chokepoint ui --port {port % 60_000 + 1}."
        ) from error
