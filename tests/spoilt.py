"""Documents that are spoilt, each in a way of its own, beside the good ones of the bundled snapshot.

The first two break a rule of their own table; the others pass their suites, and break a rule of the models or a model.
"""

from __future__ import annotations

from datetime import UTC, datetime

from warehouses import BUNDLED, arrival, fixture

from pipelines.sources.comtrade_mineral_series import FLOWS
from pipelines.sources.eu_criticality import SCORE
from pipelines.sources.exchange_rates import ECB
from pipelines.sources.oecd_io import TABLE
from pipelines.sources.usgs import DS140
from warehouse.landing import Arrival
from warehouse.snapshot import arrivals

# Before the good ones, so that no reporter is later than it was.
SEEN_AT = datetime(2026, 11, 20, tzinfo=UTC)
HEADER = "year,row_code,row_desc,col_code,value_musd"


def _table(economy: str, output: str) -> Arrival:
    """An input-output table of one industry, which delivers 1 to itself and nothing abroad: its output must be 1."""
    figures = {("01", "01"): "1.0", ("TTL_INT_FNL", "01"): "1.0", ("VALU", "01"): "0.0", ("OUTPUT", "01"): output}
    lines = [f"2018,{row},name,{column},{figure}" for (row, column), figure in figures.items()]
    lines += [f"2018,{row},name,IMPO,0.0" for row, _ in figures]
    return arrival(TABLE, "\n".join([HEADER, *lines, ""]).encode(), key=f"{economy}-2021", retrieved_at=SEEN_AT)


def _rate(value: str) -> Arrival:
    """One month of the ECB's rate of the dollar, before the first that the good document has."""
    (good,) = arrivals(BUNDLED, ECB.name, None)
    header, first, *_ = good.body.decode().splitlines(keepends=True)
    cells = first.split(",")
    cells[6:8] = ["1999-12", value]
    return arrival(ECB, (header + ",".join(cells)).encode(), key="M-USD-EUR-1999", retrieved_at=SEEN_AT)


def _again(name: str, key: str) -> Arrival:
    """A good document once more, under another key: each of its figures is there twice."""
    (good,) = arrivals(BUNDLED, name, None)
    return arrival(DS140, good.body, key=key, retrieved_at=SEEN_AT)


def good_table() -> Arrival:
    """One that breaks nothing."""
    return _table("KOR", "1.0")


PAIRS = fixture(FLOWS, "csv")
SPOILT = {
    "a table that cannot be read": arrival(
        FLOWS, PAIRS.replace(b"importer_iso,", b"buyer,"), key="unreadable", retrieved_at=SEEN_AT
    ),
    "a suite that fails": arrival(FLOWS, PAIRS.replace(b",2015,", b",1900,"), key="rare-1900", retrieved_at=SEEN_AT),
    "a key that occurs twice": arrival(
        SCORE,
        b"Material,Year,SR,EI\nGallium,2011,2.5,6.5\nGALLIUM,2011,2.6,6.5\n",
        key="study-2020",
        retrieved_at=SEEN_AT,
    ),
    "sums that do not add up": _table("TWN", "77.0"),
    "a model that fails": _table("CHN", "99999999999.0"),
    "a model that fails at the root": _rate("0.00000000000001"),
}  # fmt: skip
CONFLICTING = _again(DS140.name, "ds140-rare-earths-again")
