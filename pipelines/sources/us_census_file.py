"""Files of the US Census Bureau that a person has: an answer of the API, kept as JSON or written as CSV.

What they are of, flow, codes and months, is read from their rows. The flow is told by the column of the code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines.sources.answer_file import check_months, check_rows, distinct, key, listed, refused
from pipelines.sources.contract import Request
from warehouse.transcode_rows import is_json, table

ENCODINGS = "utf-8-sig|cp1252"
CODE = {"imports": "I_COMMODITY", "exports": "E_COMMODITY"}
VALUE = {"imports": "GEN_VAL_MO", "exports": "ALL_VAL_MO"}
MONTHS = [f"{month:02}" for month in range(1, 13)]

_CODE = re.compile(r"\d\d|\d{4}|\d{6}|\d{10}")
_QUERY = (
    "Query CTY_CODE, SUMMARY_LVL, the code and its value (I_COMMODITY and GEN_VAL_MO of imports/hs, E_COMMODITY and "
    "ALL_VAL_MO of exports/hs) for time, and keep the answer as it is"
)
Row = dict[str, str]


def from_file(path: Path, url: str) -> Request:
    """What a file is of, by its rows; `url` is where the interface stands."""
    where = str(path)
    header, *cells = file_table(path.read_bytes(), where)
    names = [str(name) for name in header]
    flow = _flow(names, where)
    rows = [_row(names, row, flow) for row in cells]
    months = distinct(row["month"] for row in rows)
    codes = distinct(row["code"] for row in rows)
    _check(rows, months, codes, where)
    years = distinct(month[:4] for month in months)
    scope = {"flow": [flow], "commodity": codes, "year": years}
    # of several years each is whole: what of them is served from elsewhere, and missing here, holds the file back
    of_year = distinct(month[5:] for month in months)
    if len(years) == 1 and of_year != MONTHS:
        scope["month"] = of_year
    return Request(key=key(scope, years[-1]), url=f"{url}/{flow}/hs", scope=scope)


def file_table(body: bytes, where: str) -> list[list[Any]]:
    """The header and the rows of a file. Raises DataError when it is not whole."""
    if not is_json(body):
        return list(table(body, ENCODINGS, where))
    try:
        answer: Any = json.loads(body)
    except ValueError as error:
        raise refused(where, "a whole JSON answer", f"text that ends or breaks at {error}", _QUERY) from error
    if not isinstance(answer, list) or not answer or not all(isinstance(row, list) for row in answer):
        raise refused(where, "a list of lists, the first of which is the header", f"{body[:100]!r}", _QUERY)
    return answer


def needed(flow: str) -> list[str]:
    """The columns without which a row cannot be read; the month is `time`, or YEAR and MONTH."""
    return ["CTY_CODE", "SUMMARY_LVL", CODE[flow], VALUE[flow]]


def _flow(names: Sequence[str], where: str) -> str:
    flows = [flow for flow, code in CODE.items() if code in names]
    missing = [name for name in needed(flows[0] if flows else "imports") if name not in names]
    if "time" not in names and not {"YEAR", "MONTH"} <= set(names):
        missing.append("time")
    if len(flows) != 1 or missing:
        raise refused(
            where,
            f"the columns {', '.join(needed((flows or ['imports'])[0]))} and time (or YEAR and MONTH), of one flow",
            f"a file without {listed(missing)}, with {listed(names, 12)}" if missing else "the codes of both flows",
            _QUERY,
        )
    return flows[0]


def _row(names: Sequence[str], cells: Sequence[Any], flow: str) -> Row:
    row = {name: str(cell or "").strip() for name, cell in zip(names, cells, strict=False)}
    year, month = row.get("YEAR", ""), row.get("MONTH", "")
    return {
        "country": row.get("CTY_CODE", ""),
        "code": row.get(CODE[flow], ""),
        "month": row.get("time") or (f"{year}-{month.zfill(2)}" if year or month else ""),
    }


def _check(rows: Sequence[Row], months: list[str], codes: list[str], where: str) -> None:
    check_rows(rows, where)
    check_months(months, where)
    wrong = [code for code in codes if not _CODE.fullmatch(code)]
    if wrong or not codes:
        raise refused(
            where,
            "codes of two, four, six or ten digits, with their zeros in front",
            listed(wrong) or "none",
            "Keep the answer as it is; a spreadsheet program takes zeros away",
        )
    cells = {(row["code"], row["month"]) for row in rows if row["code"] and row["month"]}
    without = sorted(cells - {(row["code"], row["month"]) for row in rows if row["country"] == "-"})
    if without:
        raise refused(
            where,
            "the total for all countries (CTY_CODE -) of each code and month, which shows that none is missing",
            f"none of {listed(map(' '.join, without), 3)}",
            "Query all countries, without a filter on CTY_CODE",
        )
    if all(row["country"] == "-" for row in rows):
        raise refused(
            where, "the countries beside their total", "the total alone", "Query all countries, without a filter"
        )
