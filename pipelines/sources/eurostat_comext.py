"""Eurostat Comext, dataset DS-045409: monthly goods trade of the European Union's members by partner and product.

Grain: reporter x partner x product (HS2, HS4, HS6 or CN8) x flow x month x indicator. Values in euros (imports CIF,
exports FOB), quantities in units of 100 kg. Revised in place with each monthly update, without vintages; about six to
eight weeks late. Partners include the world and groups of countries; CN8 codes change every year, and those with
letters stand for products that a member keeps confidential.
Licence: reuse authorised with the source named (Commission Decision 2011/833/EU). Documentation:
https://ec.europa.eu/eurostat/web/international-trade-in-goods/database and https://wikis.ec.europa.eu (API guide).

One request is one product, flow and year: small enough that the publisher answers at once. Larger ones it queues, and
answers 200 with an XML receipt (or 413); the client refuses both because they are no CSV.

An answer that a person has loads with `chokepoint import eurostat_comext__trade FILE`, whatever its name: SDMX-CSV of
all partners, WORLD among them, which shows that none is missing. What it is of are all members, products, flows and
months in it; of a file of several years, each is of whole years. Columns are found by their names, and others are not
read. The monthly bulk files (full_v2_….7z) are refused: they have no WORLD.

Proved on the publisher's own figures: 199 rows of one answer of the API, saved again by a third party, without WORLD.
Never seen here: an answer as it comes, and how WORLD stands in it beside all partners.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from pipelines.http.errors import FetchError
from pipelines.settings import Settings
from pipelines.sources import eurostat_file
from pipelines.sources.contract import Dataset, Request
from pipelines.sources.sign import with_sign
from warehouse.errors import DataError

BASE_URL = "https://ec.europa.eu/eurostat/api/comext/dissemination"
HEADER = "DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE"
COLUMNS = tuple(name.upper() for name in HEADER.split(","))
FLOWS = {"1": "imports", "2": "exports"}
_NO_RESULTS = re.compile(r"\bno (?:results?|data) (?:were |was )?found\b|\bno results?\b", re.IGNORECASE)
INDICATORS = ("VALUE_IN_EUROS", "QUANTITY_IN_100KG", "SUPPLEMENTARY_QUANTITY")

# The members, under the codes of this API: Greece is GR here, not EL.
REPORTERS = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)

# Where the eight digits part what six do not: unwrought gallium, unwrought germanium.
NATIONAL = {"811292": ("81129289", "81129295")}


def requests(settings: Settings, partition: str | None) -> Iterator[Request]:
    """One request per product and flow of a year, for all members and all partners."""
    for product in products(settings):
        for flow in FLOWS:
            yield _request(settings, product, flow, str(partition))


def products(settings: Settings) -> list[str]:
    """The watch list, and the eight-digit codes below it that part materials."""
    return [code for listed in settings.hs_codes for code in (listed, *NATIONAL.get(listed, ()))]


def _request(settings: Settings, product: str, flow: str, year: str) -> Request:
    series = ".".join(["M", "+".join(REPORTERS), "", product, flow, "+".join(INDICATORS)])
    return Request(
        key=f"M-{product}-{flow}-{year}",
        url=f"{settings.base_url('eurostat_comext', BASE_URL)}/sdmx/2.1/data/DS-045409/{series}",
        params={"startPeriod": f"{year}-01", "endPeriod": f"{year}-12", "format": "SDMX-CSV"},
        scope={"freq": ["M"], "flow": [flow], "product": [product], "year": [year]},
    )


def empty(error: FetchError, request: Request) -> bytes | None:
    """The header alone where the publisher says in words that it has no figures for the query.

    Only the words count. The code 100 stands beside other faults too, such as "not available for dissemination" (a
    wrong address) and "data not yet available", and a query without results comes as 404 or as 400.
    Unverified: one live check of a product without trade would settle the words.
    """
    is_none = error.status in (400, 404) and _NO_RESULTS.search(error.body_excerpt) is not None
    return f"{HEADER}\n".encode() if is_none else None


def check(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body has the columns of the contract, in whatever order and beside whatever others."""
    missing = [name for name in COLUMNS if name not in _names(body)]
    if missing:
        header = body[:1000].decode("utf-8", errors="replace").splitlines()[:1]
        raise _wrong(where, f"a header with the columns {', '.join(missing)}", f"the header {''.join(header)[:300]}")


def _names(body: bytes) -> list[str]:
    """The columns of a body, in capitals."""
    first = body[:1000].decode("utf-8", errors="replace").removeprefix("\ufeff").splitlines()[:1]
    return [name.strip(' "').upper() for name in "".join(first).split(",")]


def figures(body: bytes) -> bytes:
    """The lines without the column LAST UPDATE, which moves twice a day whether or not a figure did."""
    place = _names(body).index("LAST UPDATE")
    lines = (line.split(b",") for line in body.splitlines())
    return b"\n".join(b",".join(fields[:place] + fields[place + 1 :]) for fields in lines)


def due(settings: Settings) -> list[str]:
    """This year and the `years_back` before it, whose months are still published or revised."""
    this_year = datetime.now(UTC).year
    return [str(year) for year in range(this_year - settings.years_back, this_year + 1)]


def newest(settings: Settings, partition: str | None) -> Iterator[Request]:
    """Each member's monthly totals: a new month or a revision of any product moves one of them.

    Unverified: that WORLD and TOTAL are served together; one live request would settle it. Without an answer
    everything due is asked for.
    """
    first = f"{due(settings)[0]}-01"
    series = ".".join(["M", "+".join(REPORTERS), "WORLD", "TOTAL", "+".join(FLOWS), "VALUE_IN_EUROS"])
    yield Request(
        key="M-totals",
        url=f"{settings.base_url('eurostat_comext', BASE_URL)}/sdmx/2.1/data/DS-045409/{series}",
        params={"startPeriod": first, "format": "SDMX-CSV"},
        scope={"since": [first]},
    )


def check_newest(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body is the CSV of the contract, with figures."""
    check(body, where, request)
    if len(body.splitlines()) < 2:
        raise _wrong(where, "the members' totals", "a header without any")


def _wrong(where: str, expected: str, came: str) -> DataError:
    return DataError(
        expected=expected,
        came=came,
        where=where,
        next_step="Nothing was loaded; ask again later, or compare the answer with the publisher's API guide",
    )


TRADE = with_sign(
    Dataset(
        name="eurostat_comext__trade",
        title="Monthly goods trade of the European Union's members by partner and product",
        publisher="Eurostat",
        licence="Reuse authorised with the source named (Commission Decision 2011/833/EU)",
        documentation="https://ec.europa.eu/eurostat/web/international-trade-in-goods/database",
        media="csv",
        requests=requests,
        due=due,
        check=check,
        attribution="Source: Eurostat, international trade in goods (Comext)",
        empty=empty,
        figures=figures,
        from_file=lambda path: eurostat_file.from_file(path, f"{BASE_URL}/sdmx/2.1/data/DS-045409", COLUMNS, REPORTERS),
    ),
    "eurostat_comext__totals",
    newest,
    check=check_newest,
    figures=figures,
)
