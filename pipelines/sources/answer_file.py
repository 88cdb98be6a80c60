"""What files have in common that hold a publisher's answer, kept by a person: what they are of stands in their rows.

Their key is of their own, `file-…`, and says all of what they are of: such a file takes the place of what was answered
for the same cells, and of nothing else; another one of the same cells is a later vintage of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sized
from hashlib import sha256

from warehouse.errors import DataError

PREFIX = "file-"
_LONGEST = 40
_PLAIN = re.compile(r"[A-Za-z0-9_]+")
_MONTH = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])")


def key(scope: Mapping[str, list[str]], year: str) -> str:
    """The key of a file of this scope, whose newest year is `year`; a list too long to read is a number and a hash."""
    parts = [_short(values) for values in scope.values()]
    return PREFIX + "-".join(parts if parts[-1] == year else [*parts, year])


def _short(values: Iterable[str]) -> str:
    listed = list(values)
    text = "+".join(listed)
    if len(text) <= _LONGEST and all(_PLAIN.fullmatch(value) for value in listed):
        return text
    return f"{len(listed)}x{sha256(text.encode()).hexdigest()[:10]}"


def distinct(values: Iterable[str]) -> list[str]:
    """The values that there are, in order, without blanks."""
    return sorted({value for value in values if value})


def refused(where: str, expected: str, came: str, next_step: str) -> DataError:
    """The error for a file that is not one of this dataset, or not one that can be read without a guess."""
    return DataError(expected=expected, came=came, where=where, next_step=f"{next_step}; nothing was landed")


def check_rows(rows: Sized, where: str, came: str = "a header alone") -> None:
    """Raise DataError for a file without rows."""
    if not rows:
        raise refused(
            where,
            "the rows of an answer, which say what it is of",
            came,
            "An answer without rows says nothing of what was asked; ask with chokepoint refresh",
        )


def check_months(months: Iterable[str], where: str) -> None:
    """Raise DataError unless there are months, each such as 2024-01."""
    found = list(months)
    wrong = [month for month in found if not _MONTH.fullmatch(month)]
    if wrong or not found:
        raise refused(where, "months such as 2024-01", listed(wrong) or "none", "Keep the answer as it is")


def listed(values: Iterable[str], most: int = 5) -> str:
    """Some of the values, for a message."""
    found = list(values)
    return ", ".join(found[:most]) + (f" and {len(found) - most} more" if len(found) > most else "")
