"""Files of Eurostat's Comext that a person has: an answer of the API in SDMX-CSV.

What they are of, members, products, flows and months, is read from their rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipelines.sources.answer_file import check_months, check_rows, distinct, key, listed, refused
from pipelines.sources.contract import Request
from warehouse.transcode_rows import table

MONTHS = [f"{month:02}" for month in range(1, 13)]
_AGAIN = "Ask for all partners, WORLD among them, of DS-045409 as SDMX-CSV"
Row = dict[str, str]


def from_file(path: Path, url: str, columns: Sequence[str], members: Sequence[str]) -> Request:
    """What a file is of, by its rows; `columns` are those it needs, in capitals, `members` those who report."""
    where = str(path)
    header, *cells = table(path.read_bytes(), "utf-8-sig", where)
    names = [name.upper() for name in header]
    missing = [name for name in columns if name not in names]
    if missing:
        raise refused(
            where,
            f"the columns {', '.join(columns)}",
            f"a file without {listed(missing)}, with {listed(header, 12)}",
            _AGAIN if "PRODUCT_NC" not in names else f"A bulk file has no WORLD to hold it against. {_AGAIN}",
        )
    rows = [dict(zip(names, row, strict=True)) for row in cells]
    months = distinct(row["TIME_PERIOD"] for row in rows)
    scope = {
        "freq": distinct(row["FREQ"] for row in rows),
        "reporter": distinct(row["REPORTER"] for row in rows),
        "flow": distinct(row["FLOW"] for row in rows),
        "product": distinct(row["PRODUCT"] for row in rows),
        "year": distinct(month[:4] for month in months),
    }
    _check(rows, scope, months, members, where)
    # of several years each is whole: what of them is served from elsewhere, and missing here, holds the file back
    of_year = distinct(month[5:] for month in months)
    if len(scope["year"]) == 1 and of_year != MONTHS:
        scope["month"] = of_year
    return Request(key=key(scope, scope["year"][-1]), url=url, scope=scope)


def _check(
    rows: Sequence[Row], scope: dict[str, list[str]], months: list[str], members: Sequence[str], where: str
) -> None:
    check_rows(rows, where)
    for name, allowed, what in (
        ("freq", ["M"], "monthly rows (freq M)"),
        ("reporter", members, f"rows of the Union's members ({', '.join(members)})"),
        ("flow", ["1", "2"], "the flows 1 (imports) and 2 (exports)"),
    ):
        wrong = [value for value in scope[name] if value not in allowed]
        if wrong or not scope[name]:
            raise refused(where, what, listed(wrong) or "none", _AGAIN)
    check_months(months, where)
    values = [row for row in rows if row["INDICATORS"] == "VALUE_IN_EUROS"]
    cells = {(row["REPORTER"], row["PRODUCT"], row["FLOW"], row["TIME_PERIOD"]) for row in values}
    of_world = {
        (row["REPORTER"], row["PRODUCT"], row["FLOW"], row["TIME_PERIOD"])
        for row in values
        if row["PARTNER"] == "WORLD"
    }
    without = sorted(cells - of_world)
    if without or not cells:
        raise refused(
            where,
            "the value for WORLD of each member, product, flow and month, which shows that no partner is missing",
            f"none of {listed(map(' '.join, without), 3)}" if cells else "no values (VALUE_IN_EUROS)",
            _AGAIN,
        )
    if all(row["PARTNER"] == "WORLD" for row in values):
        raise refused(where, "the partners beside WORLD", "WORLD alone", _AGAIN)
