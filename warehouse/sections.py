"""SQL files in named sections: a line `-- name: x` begins the section x."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

SIGHTINGS_SQL = Path(__file__).with_name("sightings.sql")
_SECTION = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


@cache
def sections(path: Path) -> dict[str, str]:
    """The named sections of an SQL file."""
    parts = _SECTION.split(path.read_text(encoding="utf-8"))
    return dict(zip(parts[1::2], (body.strip().rstrip(";") for body in parts[2::2]), strict=True))
