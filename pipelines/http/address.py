"""Addresses: what of them may be shown, and where a redirect may lead."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit, urlunsplit

import requests


def without_user(url: str) -> str:
    """The address without a user's name and password."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def split_origin(url: str) -> tuple[str, str]:
    """Scheme and host, and the rest; an address that is none is all rest."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", url
    return urlunsplit((parts.scheme, parts.netloc, "", "", "")), urlunsplit(("", "", parts.path, parts.query, ""))


def follow(message: requests.PreparedRequest, location: str) -> requests.PreparedRequest | None:
    """The same request to where it is redirected; None for another host, port or an unprotected address."""
    try:
        old, new = urlsplit(message.url or ""), urlsplit(urljoin(message.url or "", location))
        is_same = (old.scheme, old.port) == (new.scheme, new.port) or (old.scheme, new.scheme) == ("http", "https")
        if old.hostname != new.hostname or not is_same:
            return None
        followed = message.copy()
        followed.prepare_url(new.geturl(), None)
    except (requests.RequestException, ValueError):
        return None
    return followed


def shown_host(location: str) -> str:
    """Scheme and host of an address, the rest of which may hold anything."""
    try:
        parts = urlsplit(location)
        return f"{parts.scheme}://{parts.hostname}" if parts.hostname else "an address that cannot be used"
    except ValueError:
        return "an address that cannot be used"
