"""The API route of the Trade Statistics of Japan: the codes of a table, then the figures of those on the watch list.

Tables hold five years of one direction, under an ID that changes with each block; their codes have no names and
change with the year, so the list of a table is read before its figures. 41 cells make up a code, country and year.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pipelines.settings import Settings
from pipelines.sources.contract import Request
from warehouse.errors import DataError

BASE_URL = "https://api.e-stat.go.jp"
CELLS_PER_PAGE, CODES_PER_CALL = 100_000, 100
FIRST_YEARS = (2001, 2006, 2011, 2016, 2021, 2026)
TABLES = {
    "X": ("0003228116", "0003228117", "0003228118", "0003313965", "0003425293", "0004049306"),
    "M": ("0003228183", "0003228184", "0003228185", "0003313966", "0003425294", "0004049326"),
}
# By status of an answer, whatever its HTTP status; others of the manual are a question that this module never asks.
NEXT_STEPS = {
    100: "Check the key in CHOKEPOINT_KEYS__ESTAT; without one the public files are read",
    300: "Look for the table's new ID with getStatsList (statsCode 00350300) and correct TABLES in this module",
    **dict.fromkeys(range(101, 106), "Compare the request with the manual of the API; nothing was landed"),
    **dict.fromkeys((200, 201, 202, 203, 299, 303, 401), "Ask again later; what landed before goes on serving"),
}


@dataclass(frozen=True)
class Step(Request):
    """A question of a chain: the watch list before the codes are known, then what is asked after this one."""

    watched: tuple[str, ...] = ()
    waiting: tuple[Step, ...] = ()


def table(flow: str, year: int) -> str:
    """The ID of the table that holds a year. Raises DataError where none is known."""
    first = year - (year - 1) % 5
    if first not in FIRST_YEARS:
        raise DataError(
            expected=f"a year from {FIRST_YEARS[0]} to {FIRST_YEARS[-1] + 4}, whose table IDs are known",
            came=str(year),
            where="Japan's trade statistics on the e-Stat API",
            next_step="Look for the ID with getStatsList (statsCode 00350300) and add it to TABLES in "
            "pipelines/sources/japan_customs_api.py; without a key of e-Stat the public files are read",
        )
    return TABLES[flow][FIRST_YEARS.index(first)]


def first(settings: Settings, key: str, flow: str, year: int) -> Step:
    """What codes has the table?"""
    return Step(
        key=f"{flow}-codes-{year}",
        url=f"{settings.base_url('estat', BASE_URL)}/rest/3.0/app/json/getMetaInfo",
        # In Japanese the unit of values is known to be written 千円; the English text is unverified.
        params={"lang": "J", "statsDataId": table(flow, year)},
        scope={"flow": [flow], "year": [str(year)]},
        secret_params={"appId": key},
        media="json",
        is_document=False,
        watched=tuple(settings.hs_codes),
    )


def following(body: bytes, step: Step) -> Step | None:
    """The next page of an answer, else the next codes that wait."""
    where = f"e-Stat {step.key} ({step.url})"
    if not step.is_document:
        status, root = opened(body, where)
        if status:
            raise _refused(where, status, root)
        waiting = tuple(_questions(root["METADATA_INF"], step, where))
    else:
        inf = opened(body, where)[1].get("STATISTICAL_DATA", {}).get("RESULT_INF", {})
        if inf.get("NEXT_KEY"):
            return _page(step, str(inf["NEXT_KEY"]))
        waiting = step.waiting
    return replace(waiting[0], waiting=waiting[1:]) if waiting else None


def tables(settings: Settings, key: str) -> Request:
    """The list of the tables of the Trade Statistics, with the day on which each was last updated."""
    return Request(
        key="tables",
        url=f"{settings.base_url('estat', BASE_URL)}/rest/3.0/app/json/getStatsList",
        params={"lang": "J", "statsCode": "00350300"},
        secret_params={"appId": key},
        media="json",
    )


def updated(body: bytes, where: str) -> dict[str, str]:
    """The last update and the title, which states the stage, of each table in the list."""
    status, root = opened(body, where)
    listed_tables = listed(root.get("DATALIST_INF", {}).get("TABLE_INF")) if status == 0 else []
    return {str(one.get("@id")): f"{one.get('UPDATED_DATE')} {_title({'TABLE_INF': one})}" for one in listed_tables}


def _questions(meta: dict[str, Any], step: Step, where: str) -> Iterator[Step]:
    """One question per six-digit code on the watch list, for all nine-digit codes below it."""
    codes: dict[str, list[str]] = defaultdict(list)
    for group in listed(meta.get("CLASS_INF", {}).get("CLASS_OBJ")):
        for entry in listed(group.get("CLASS")) if group.get("@id") == "cat01" else []:
            if str(entry["@code"]).startswith(step.watched):
                codes[str(entry["@code"])[:6]].append(str(entry["@code"]))
    if not codes:
        raise DataError(
            expected=f"a code that starts with {', '.join(step.watched)}",
            came="a list of codes without one",
            where=where,
            next_step="Check the setting CHOKEPOINT_HS_CODES, or whether the publisher changed its list",
        )
    flow, year = step.scope["flow"][0], step.scope["year"][0]
    for heading, below in sorted(codes.items()):
        for start in range(0, len(below), CODES_PER_CALL):
            asked = below[start : start + CODES_PER_CALL]
            answer = f"{flow}-{heading}{f'.{start}' if start else ''}-{year}"
            yield Step(
                key=answer,
                url=step.url.replace("getMetaInfo", "getStatsData"),
                params={
                    **step.params,
                    "cdCat01": ",".join(asked),
                    "cdTime": f"{year}000000",
                    "metaGetFlg": "N",
                    "cntGetFlg": "N",
                    "limit": str(CELLS_PER_PAGE),
                },
                scope={**step.scope, "answer": [answer], "codes": asked, "stage": [_title(meta)]},
                secret_params=step.secret_params,
                media="json",
            )


def _page(step: Step, start: str) -> Step:
    answer, year = step.scope["answer"][0].rsplit("-", 1)
    return replace(step, key=f"{answer}-from{start}-{year}", params={**step.params, "startPosition": start})


def _title(meta: dict[str, Any]) -> str:
    """The title of a table, which states the stage of its figures."""
    title = (listed(meta.get("TABLE_INF")) or [{}])[0].get("TITLE", "")
    return str(title.get("$", "") if isinstance(title, dict) else title)


def check(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body holds the cells that it says it holds, of the table and place asked for."""
    status, root = opened(body, where)
    params = dict(request.params) if request else {}
    if status == 1 and "startPosition" not in params:
        return
    data = root.get("STATISTICAL_DATA")
    if status or not isinstance(data, dict):
        raise _refused(where, status, root)
    inf, cells = data.get("RESULT_INF", {}), listed(data.get("DATA_INF", {}).get("VALUE"))
    start, end = int(inf.get("FROM_NUMBER", 0)), int(inf.get("TO_NUMBER", 0))
    if end - start + 1 != len(cells):
        raise _wrong(where, f"cells {start} to {end}", f"{len(cells)} cells")
    if end < int(inf.get("TOTAL_NUMBER", 0)) and not inf.get("NEXT_KEY"):
        raise _wrong(where, f"{inf['TOTAL_NUMBER']} cells or the key of a next page", f"the last cell {end}")
    asked = int(params.get("startPosition", 1))
    if request and start != asked:
        raise _wrong(where, f"a page that starts with cell {asked}", f"one that starts with cell {start}")
    came = (listed(data.get("TABLE_INF")) or [{}])[0].get("@id")
    if request and came != params["statsDataId"]:
        raise _wrong(where, f"figures of the table {params['statsDataId']}", f"figures of {came}")


def opened(body: bytes, where: str) -> tuple[int, dict[str, Any]]:
    """The status of an answer and what is below its root, whose name follows the call."""
    try:
        root = next(iter(json.loads(body.decode("utf-8-sig")).values()))
        return int(root["RESULT"]["STATUS"]), root
    except (ValueError, LookupError, TypeError, AttributeError, StopIteration) as error:
        came = f"a body that breaks at {type(error).__name__}: {error}"[:300]
        raise _wrong(where, "a whole answer with RESULT and STATUS", came) from error


def listed(node: Any) -> list[dict[str, Any]]:
    """What the API writes as a list, as one object when it is alone, or as {} when there is none."""
    return node if isinstance(node, list) else [node] if node else []


def _refused(where: str, status: int, root: dict[str, Any]) -> DataError:
    message = root["RESULT"].get("ERROR_MSG", "")
    step = NEXT_STEPS.get(status, "Nothing was landed; compare the answer with the manual of the API")
    return DataError(expected="the status 0", came=f'the status {status}: "{message}"', where=where, next_step=step)


def _wrong(where: str, expected: str, came: str) -> DataError:
    return DataError(expected=expected, came=came, where=where, next_step="Nothing was landed; ask again later")
