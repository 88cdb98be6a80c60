"""Files of UN Comtrade that a person has: the CSV of the publisher's site, or an answer of the API kept as JSON.

Both have the API's fields. What they are of, reporters, codes, periods, flows and frequency, is read from their rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.sources.answer_file import PREFIX, check_rows, distinct, key, listed, refused
from pipelines.sources.comtrade_answer import BASE_URL, rows_of, wrong
from pipelines.sources.contract import Request
from warehouse.transcode_rows import is_json, is_list, records

SITE = "https://comtradeplus.un.org/TradeFlow"
ENCODINGS = "utf-8-sig|cp1252"

# Without these a row cannot be told from a detail of another one, or a figure from an estimate.
NEEDED = (
    "typeCode",
    "freqCode",
    "refPeriodId",
    "refYear",
    "refMonth",
    "period",
    "reporterCode",
    "flowCode",
    "partnerCode",
    "partner2Code",
    "classificationCode",
    "cmdCode",
    "customsCode",
    "motCode",
    "qtyUnitCode",
    "qty",
    "isQtyEstimated",
    "netWgt",
    "isNetWgtEstimated",
    "cifvalue",
    "fobvalue",
    "primaryValue",
)
# As many rows as that are where a route, or a download without an account, cuts off without a word.
CAPS = (500, 100_000, 250_000)

_TOTALS = {"partner2Code": "0", "customsCode": "C00", "motCode": "0"}
_CODE = re.compile(r"(?:\d\d){1,3}")
_PERIODS = {"A": re.compile(r"(?:19|20)\d\d"), "M": re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])")}
_AGAIN = "Choose all partners, World among them, and the totals of customs procedure, transport and second partner"

Row = dict[str, str]
_READ = ("freqCode", "reporterCode", "flowCode", "cmdCode", "period", "partnerCode", *_TOTALS)


def from_file(path: Path) -> Request:
    """What a file is of, by its rows."""
    where, body = str(path), path.read_bytes()
    rows = []
    for row in file_rows(body, where):
        _check_columns(row, where)
        rows.append({name: _text(row[name]) for name in _READ})
    check_rows(rows, where, "a file without any")
    scope = {
        "freq": distinct(row["freqCode"] for row in rows),
        "reporter": distinct(row["reporterCode"] for row in rows),
        "flow": distinct(row["flowCode"] for row in rows),
        "cmd": distinct(row["cmdCode"] for row in rows),
        "period": distinct(row["period"] for row in rows),
    }
    _check_scope(scope, where)
    _check_totals(rows, where)
    return Request(
        key=key(scope, scope["period"][-1][:4]),
        url=BASE_URL if is_json(body) else SITE,
        scope=scope,
        row_cap=next((cap for cap in CAPS if len(rows) <= cap), None),
    )


def file_rows(body: bytes, where: str) -> Iterable[dict[str, Any]]:
    """The rows of a file: of an answer, of the list of rows in one, or of a CSV file."""
    if not is_json(body):
        return records(body, ENCODINGS, where)
    if not is_list(body):
        return rows_of(body, where)
    try:
        rows: Any = json.loads(body)
    except ValueError as error:
        raise wrong(where, "a whole JSON list of rows", f"text that ends or breaks at {error}") from error
    if not all(isinstance(row, dict) for row in rows):
        raise wrong(where, "a JSON list of rows, each an object", f"one of {type(rows[0]).__name__}")
    return rows  # type: ignore[no-any-return]


def is_file(request: Request) -> bool:
    """Whether a person brought what answers this request."""
    return request.key.startswith(PREFIX)


def _text(value: object) -> str:
    """A code as text; a program that keeps tables may have written 156 as 156.0."""
    text = "" if value is None else str(value).strip()
    return text.removesuffix(".0") if text.removesuffix(".0").isdigit() else text


def _check_columns(row: Mapping[str, Any], where: str) -> None:
    missing = [name for name in NEEDED if name not in row]
    if missing:
        raise refused(
            where,
            f"the columns {', '.join(NEEDED)}",
            f"a file without {listed(missing)}, whose first columns are {listed(row)}",
            "Download the CSV of comtradeplus.un.org, or keep an answer of the API, with all columns",
        )


def _check_scope(scope: dict[str, list[str]], where: str) -> None:
    if len(scope["freq"]) != 1 or scope["freq"][0] not in _PERIODS:
        raise refused(
            where,
            "rows of one frequency, A (years) or M (months)",
            listed(scope["freq"]) or "none",
            "Download years and months apart",
        )
    (frequency,) = scope["freq"]
    wrong_periods = [period for period in scope["period"] if not _PERIODS[frequency].fullmatch(period)]
    if wrong_periods or not scope["period"]:
        raise refused(
            where,
            f"periods such as {'2023' if frequency == 'A' else '202305'} under the frequency {frequency}",
            listed(wrong_periods) or "none",
            "Download it again, and leave it as it is",
        )
    wrong_codes = [code for code in scope["cmd"] if not _CODE.fullmatch(code)]
    if wrong_codes or not scope["cmd"]:
        raise refused(
            where,
            "HS codes of two, four or six digits, with their zeros in front",
            listed(wrong_codes) or "none",
            "Choose HS codes, and do not open the file in a spreadsheet program, which takes zeros away",
        )
    for name, what in (("reporter", "reporters"), ("flow", "flows")):
        if not scope[name]:
            raise refused(where, f"rows with their {what}", "none", "Download it again, and leave it as it is")


def _check_totals(rows: Sequence[Row], where: str) -> None:
    """What there are details of has its total; and the partners of it are not only some, as far as that shows."""
    cells, totals, of_world = set(), set(), set()
    for row in rows:
        cell = (row["reporterCode"], row["flowCode"], row["cmdCode"], row["period"])
        if all(cell):
            cells.add(cell)
            if all(row[name] == total for name, total in _TOTALS.items()):
                totals.add(cell)
                if row["partnerCode"] == "0":
                    of_world.add(cell)
    only_details = sorted(cells - totals)
    if only_details:
        raise refused(
            where,
            "a row of totals (customsCode C00, motCode 0, partner2Code 0) beside the details",
            f"details alone of {listed(map(' '.join, only_details), 3)}",
            _AGAIN,
        )
    without_world = sorted(totals - of_world)
    if without_world:
        raise refused(
            where,
            "the World row (partnerCode 0) of everything in it, which shows that no partner is missing",
            f"none of {listed(map(' '.join, without_world), 3)}",
            _AGAIN,
        )
    if all(row["partnerCode"] == "0" for row in rows):
        raise refused(where, "the partners beside World", "World alone", _AGAIN)
