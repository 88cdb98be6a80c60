"""One way to spoil a document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Spoil = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Mutation:
    """One way to spoil the bundled document `key` of a dataset."""

    kind: str
    name: str
    dataset: str
    key: str
    spoil: Spoil
    is_quick: bool = False
