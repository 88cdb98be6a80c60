"""How bytes travel: connections that take nothing from the environment, and an alarm that ends a question in time."""

from __future__ import annotations

import logging
import threading
from socket import SHUT_RDWR, socket
from typing import Any

import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

LOG = logging.getLogger(__name__)

# The sockets of this thread's request, for its alarm.
_OPEN = threading.local()


class Alarm:
    """Shuts the request's socket when its time is up: a timeout alone starts anew with each byte that arrives."""

    def __init__(self, seconds: float) -> None:
        self.has_rung = False
        self._open: list[socket] = []
        self._timer = threading.Timer(max(seconds, 0.0), self._ring)
        self._timer.daemon = True

    def __enter__(self) -> Alarm:
        _OPEN.sockets = self._open
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        _OPEN.sockets = []

    def _ring(self) -> None:
        self.has_rung = True
        for opened in self._open:
            try:
                opened.shutdown(SHUT_RDWR)
            except OSError:
                LOG.debug("the socket was closed already")


class _Noted:
    """A connection that tells the alarm of the running request which socket it uses."""

    sock: socket | None

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        _OPEN.sockets.append(self.sock)

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is not None:
            _OPEN.sockets.append(self.sock)
        super().request(*args, **kwargs)  # type: ignore[misc]


class _Plain(_Noted, HTTPConnection):
    pass


class _Secure(_Noted, HTTPSConnection):
    pass


class _PlainPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _Secure


def adapter() -> HTTPAdapter:
    """The connections. Used without a requests.Session, which would take proxies, certificates and passwords from the
    environment, keep cookies, and read a redirect's body whole; and without retries, which nothing would count.
    """
    made = HTTPAdapter(max_retries=0)
    made.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
    return made
