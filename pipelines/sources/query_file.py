"""The name of a file that a person queried on a publisher's page: it says what the file itself does not.

Direction, codes and year, as in `X-280530+2846-2024.csv`; or one month, `X-280530-202403.csv`. A file for which
partners were chosen says so, `X-280530-2024-selection.csv`: it is kept, and no share is made of it. One that holds all
partners although they are few can say that too, `X-280530-2024-all.csv`.
"""

from __future__ import annotations

import re
from pathlib import Path

from pipelines.sources.contract import Request
from warehouse.errors import DataError

_NAME = re.compile(
    r"(?P<flow>[MX])-(?P<codes>\d+(?:\+\d+)*)-(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])?"
    r"(?:-(?P<coverage>all|selection))?\.(?:csv|txt)",
    re.IGNORECASE,
)


def named(path: Path, address: str, most_digits: int, row_cap: int | None = None) -> Request:
    """What a file with codes of four to `most_digits` digits is of. Raises DataError when its name does not say."""
    found = _NAME.fullmatch(path.name)
    codes = found["codes"].split("+") if found else []
    if found is None or not all(4 <= len(code) <= most_digits for code in codes):
        raise DataError(
            expected="a file named like X-280530+2846-2024.csv (X for exports or M for imports, codes of 4 to "
            f"{most_digits} digits, the year or a month as 202403), with -selection before .csv where partners "
            "were chosen",
            came=path.name,
            where=str(path),
            next_step="Rename the file; nothing was landed",
        )
    flow, year, month = found["flow"].upper(), found["year"], found["month"]
    coverage = (found["coverage"] or "").lower()
    parts = [flow, found["codes"], f"m{month}" if month else "", coverage, year]
    scope = {"flow": [flow], "commodity": codes, "year": [year]}
    if month:
        scope["month"] = [month]
    if coverage:
        scope["coverage"] = [coverage]
    return Request(key="-".join(part for part in parts if part), url=address, scope=scope, row_cap=row_cap)
