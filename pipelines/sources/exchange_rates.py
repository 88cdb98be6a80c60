"""Monthly exchange rates of the European Central Bank and of the Federal Reserve (H.10).

Measures: monthly averages of daily rates. Grain: currency x month. `ecb` is in units of a currency per euro, the
reference rates of the ECB Data Portal (EXR, SP00, averages), USD, JPY, GBP, CNY and KRW. `h10` is in units of a
currency per US dollar for 33 economies, as packaged by datasets/exchange-rates: H.10 itself quotes AUD, EUR, GBP, IEP
and NZD in US dollars per unit, and the package has turned those round and rounded them to four decimals.
Revision habit: months are published once they are over and hardly ever revised.
Licence: ECB statistics may be reproduced with attribution, without changes; H.10 is in the public domain, the package
under ODC-PDDL. Documentation: https://data.ecb.europa.eu/help/api/data and
https://github.com/datasets/exchange-rates

Proved on the publishers' own figures: a series of the ECB's portal and the package's monthly file, whole. Never seen
here: the portal's answer for several currencies at once.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from pipelines.sources.sign import with_sign
from warehouse.errors import DataError

ECB_URL = "https://data-api.ecb.europa.eu"
H10_URL = "https://raw.githubusercontent.com"
CURRENCIES = ("USD", "JPY", "GBP", "CNY", "KRW")
FIRST_MONTH = "2000-01"

ECB_HEADER = (
    "KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,OBS_CONF,OBS_PRE_BREAK,"
    "OBS_COM,TIME_FORMAT,BREAKS,COLLECTION,COMPILING_ORG,DISS_ORG,DOM_SER_IDS,PUBL_ECB,PUBL_MU,PUBL_PUBLIC,"
    "UNIT_INDEX_BASE,COMPILATION,COVERAGE,DECIMALS,NAT_TITLE,SOURCE_AGENCY,SOURCE_PUB,TITLE,TITLE_COMPL,UNIT,UNIT_MULT"
)
H10_HEADERS = ("Date,Country,Exchange rate", "Date,Country,Value")


def ecb_requests(settings: Settings, partition: str | None) -> Iterator[Request]:
    """One series per currency: units of it per euro, by month."""
    for currency in CURRENCIES:
        yield Request(
            key=f"M-{currency}-EUR",
            url=f"{settings.base_url('ecb', ECB_URL)}/service/data/EXR/M.{currency}.EUR.SP00.A",
            params={"format": "csvdata", "startPeriod": FIRST_MONTH},
            scope={"freq": ["M"], "currency": [currency], "denominator": ["EUR"]},
        )


def ecb_newest(settings: Settings, partition: str | None) -> Iterator[Request]:
    """The newest month of each currency, in one answer."""
    yield Request(
        key="M-newest",
        url=f"{settings.base_url('ecb', ECB_URL)}/service/data/EXR/M.{'+'.join(CURRENCIES)}.EUR.SP00.A",
        params={"format": "csvdata", "lastNObservations": "1"},
        scope={"freq": ["M"], "currency": list(CURRENCIES)},
    )


def check_ecb_newest(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body is a table with one observation of each currency."""
    check_ecb(body, where, None)
    if len(_lines(body)) != 1 + len(CURRENCIES):
        raise _wrong(where, f"{len(CURRENCIES)} observations", f"{len(_lines(body)) - 1}")


def h10_requests(settings: Settings, partition: str | None) -> Iterator[Request]:
    """The one file of all currencies and months."""
    yield Request(key="monthly", url=_h10_file(settings), scope={"freq": ["M"]})


def _h10_file(settings: Settings) -> str:
    # Unverified: the branch, and which of the two known headers it serves now. One live request settles both.
    return f"{settings.base_url('federal_reserve', H10_URL)}/datasets/exchange-rates/main/data/monthly.csv"


def check_ecb(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body is a table of observations, of the series that was asked for."""
    lines = _lines(body)
    if lines[0] != ECB_HEADER:
        raise _wrong(where, f"the header {ECB_HEADER}", lines[0])
    if len(lines) < 2:
        raise _wrong(where, "observations", "a header without any")
    if request:
        series = f"EXR.{request.url.rsplit('/', 1)[1]},"
        other = next((line for line in lines[1:] if not line.startswith(series)), None)
        if other:
            raise _wrong(where, f"the series {series[:-1]} and no other", other)


def check_h10(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body is a table of months and countries."""
    lines = _lines(body)
    if lines[0] not in H10_HEADERS:
        raise _wrong(where, f"the header {' or '.join(H10_HEADERS)}", lines[0])
    if len(lines) < 2:
        raise _wrong(where, "rates", "a header without any")


def _lines(body: bytes) -> list[str]:
    return body.decode("utf-8", errors="replace").removeprefix("\ufeff").splitlines() or [""]


def _wrong(where: str, expected: str, came: str) -> DataError:
    return DataError(
        expected=expected,
        came=came[:300],
        where=where,
        next_step="Nothing was loaded; compare the answer with the publisher's documentation",
    )


ECB = with_sign(
    Dataset(
        name="exchange_rates__ecb",
        title="Monthly average exchange rates per euro",
        publisher="European Central Bank",
        licence="ECB statistics: reproduction with attribution",
        documentation="https://data.ecb.europa.eu/help/api/data",
        media="csv",
        requests=ecb_requests,
        encoding="utf-8-sig",
        partitioned=False,
        check=check_ecb,
        attribution="European Central Bank, ECB Data Portal",
    ),
    "exchange_rates__ecb_newest",
    ecb_newest,
    check=check_ecb_newest,
)
H10 = Dataset(
    name="exchange_rates__h10",
    title="Monthly average exchange rates per US dollar",
    publisher="Federal Reserve H.10, packaged by datasets/exchange-rates",
    licence="Public domain; ODC-PDDL for the package",
    documentation="https://github.com/datasets/exchange-rates",
    media="csv",
    requests=h10_requests,
    encoding="utf-8-sig",
    partitioned=False,
    check=check_h10,
    attribution="Board of Governors of the Federal Reserve System, H.10",
)
