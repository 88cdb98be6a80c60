"""World Bank: GDP and governance by economy since 2000, figures of published files in the API's own wire format."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from pipelines.settings import PROJECT_ROOT
from pipelines.sources.worldbank import GDP, INDICATOR, PER_PAGE
from warehouse.landing import Arrival

# The files carry no time of retrieval. They are dated when they were taken up here.
TAKEN_UP = datetime(2026, 11, 21, tzinfo=UTC)
FIRST_YEAR = 2000
FIRST_GOVERNANCE_YEAR = 2015

CACHE_FROM = "github.com/bandarapraveena/nzipl-claude-kit at 57d33c9, wdi_NY.GDP.MKTP.CD.json"
TABLE_FROM = "github.com/datasets/gdp at 822019c, data/gdp.csv"
WORKBOOK_FROM = "github.com/Terrie-png/DAV_CA1 at 5853634, wgidataset.xlsx (2024 update, columns left out there)"
UNDATED = "time of retrieval unknown and set to 2026-11-21"
RESTORED = "the page's envelope restored"
WRITTEN = "written as the API writes a page"

DIMENSIONS = {
    "va": "Voice and Accountability: Estimate",
    "pv": "Political Stability and Absence of Violence/Terrorism: Estimate",
    "ge": "Government Effectiveness: Estimate",
    "rq": "Regulatory Quality: Estimate",
    "rl": "Rule of Law: Estimate",
    "cc": "Control of Corruption: Estimate",
}
# The workbook's own codes where they are not ISO's.
WORKBOOK_CODES = {"ADO": "AND", "KSV": "XKX", "ROM": "ROU", "TMP": "TLS", "WBG": "PSE", "ZAR": "COD"}


def documents(shared: Path) -> Iterator[Arrival]:
    """GDP of 39 economies as the API gave it, that of the others and of earlier years, then governance."""
    folder = shared / "worldbank"
    cached: list[dict[str, Any]] = json.loads((folder / "wdi_NY.GDP.MKTP.CD.json").read_bytes())
    yield _arrival(
        f"{GDP}-39-economies", GDP, cached, "selection", f"{CACHE_FROM}: the rows as delivered; {RESTORED}; {UNDATED}"
    )
    known = {(row["countryiso3code"], row["date"]) for row in cached}
    yield _arrival(
        GDP,
        GDP,
        list(_rest_of_gdp(folder / "gdp_usd.csv", known)),
        "composed",
        f"{TABLE_FROM}: economies and years since {FIRST_YEAR} that the API's rows do not have; {WRITTEN}; {UNDATED}",
    )
    sheet = CalamineWorkbook.from_path(str(folder / "wgidataset.xlsx")).get_sheet_by_index(0).to_python()
    for dimension in DIMENSIONS:
        indicator = f"GOV_WGI_{dimension.upper()}.EST"
        yield _arrival(
            indicator,
            indicator,
            list(_governance(sheet[1:], dimension, indicator)),
            "composed",
            f"{WORKBOOK_FROM}: estimates since {FIRST_GOVERNANCE_YEAR}, under the code that the API gives it since "
            f"May 2026; later updates revise them; {WRITTEN}; {UNDATED}",
        )


def _rest_of_gdp(path: Path, known: set[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    economies = _iso2()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            iso3, year = row["Country Code"], row["Year"]
            if iso3 in economies and int(year) >= FIRST_YEAR and (iso3, year) not in known:
                yield _row(GDP, "GDP (current US$)", iso3, row["Country Name"], year, float(row["Value"]))


def _governance(rows: Iterable[list[Any]], dimension: str, indicator: str) -> Iterator[dict[str, Any]]:
    for _, code, name, year, of, estimate, *_ in rows:
        if of == dimension and year >= FIRST_GOVERNANCE_YEAR:
            iso3 = WORKBOOK_CODES.get(code, code)
            value = estimate if isinstance(estimate, float) else None
            yield _row(indicator, DIMENSIONS[dimension], iso3, name, str(int(year)), value)


def _row(indicator: str, title: str, iso3: str, name: str, year: str, value: float | None) -> dict[str, Any]:
    return {
        "indicator": {"id": indicator, "value": title},
        "country": {"id": _iso2()[iso3], "value": name},
        "countryiso3code": iso3,
        "date": year,
        "value": value,
        "unit": "",
        "obs_status": "",
        "decimal": 0,
    }


@cache
def _iso2() -> dict[str, str]:
    with (PROJECT_ROOT / "dbt_project" / "seeds" / "economies.csv").open(encoding="utf-8", newline="") as file:
        return {row["iso3"]: row["iso2"] for row in csv.DictReader(file)}


def _arrival(key: str, indicator: str, rows: list[dict[str, Any]], kind: str, obtained_from: str) -> Arrival:
    years = sorted(row["date"] for row in rows)
    span = f"{years[0]}:{years[-1]}"
    head = {
        "page": 1,
        "pages": 1,
        "per_page": PER_PAGE,
        "total": len(rows),
        "sourceid": "2" if indicator == GDP else "3",
        "lastupdated": None,
    }
    source = "" if indicator == GDP else "&source=3"
    return Arrival(
        dataset=INDICATOR.name,
        key=key,
        body=json.dumps([head, rows], ensure_ascii=False, separators=(",", ":")).encode(),
        retrieved_at=TAKEN_UP,
        url=f"https://api.worldbank.org/v2/country/all/indicator/{indicator}?format=json&per_page={PER_PAGE}"
        f"&date={span}&page=1{source}",
        publisher=INDICATOR.publisher,
        licence=INDICATOR.licence,
        scope={"indicator": [indicator], "date": [span]},
        content_type="application/json",
        origin="snapshot",
        kind=kind,
        obtained_from=obtained_from,
    )
