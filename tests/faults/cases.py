"""Every dataset with a live route, and how its own publisher's answers look: good, empty, refusing, and changed.

Bodies are the fixtures of the sources. `says` is the publisher's own error with status 200 and a word of it that the
message must quote; `empty` its answer without figures; `column`, `number` and `text` are what a fault replaces.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from faults.server import Loopback, Reply, Seen
from warehouses import fixture

from pipelines.settings import PROJECT_ROOT
from pipelines.sources.contract import Dataset
from pipelines.sources.registry import datasets

FIXTURES = PROJECT_ROOT / "tests" / "fixtures"
SHEET = "xl/worksheets/sheet1.xml"
# The names under which the settings replace a publisher's address.
HOSTS = [
    *("baci", "bgs", "comtrade", "ecb", "estat", "eurostat_comext", "federal_reserve", "hmrc", "japan_customs"),
    *("korea_customs", "us_census", "usgs", "usgs_media", "worldbank"),
]
KEYS = {"us_census": "key-of-census", "korea_customs": "key-of-korea"}


@dataclass(frozen=True)
class Case:
    """One route of one dataset: where its document is asked for, and what the publisher may answer there."""

    name: str
    partition: str | None
    path: str
    good: bytes = field(repr=False)
    says: tuple[bytes, str]
    empty: Reply
    column: tuple[str, str]
    number: tuple[str, str]
    text: str | None
    encoding: str = "utf-8"
    media: str = "application/json"
    is_empty_kept: bool = False
    is_known_by_suite: bool = False
    keys: Mapping[str, str] = field(default_factory=lambda: KEYS)
    codes: tuple[str, ...] = ("2846",)
    pack: Callable[[bytes], bytes] = lambda text: text
    lead: Mapping[str, Callable[[Seen], Reply]] = field(default_factory=dict)
    page: Callable[[int], bytes] | None = None
    cut_off: bytes | None = None
    route: str = ""

    def __str__(self) -> str:
        return f"{self.name}{f' ({self.route})' if self.route else ''}"

    @property
    def dataset(self) -> Dataset:
        return datasets()[self.name]

    @property
    def is_text(self) -> bool:
        """Whether a byte order mark or another encoding of the whole can be told from its bytes."""
        return not self.name.endswith("ds140")

    def reply(self, text: bytes | None = None, **headers: str) -> Reply:
        """A good answer, or one with this text instead."""
        body = self.pack(self.good if text is None else text)
        return Reply(body, headers={"Content-Type": self.media, **headers})

    def replaced(self, change: tuple[str, str], count: int) -> bytes:
        """The good text with `change` (a pattern and what stands in its place) made so many times; 0 = everywhere."""
        text = self.good.decode("latin-1")
        changed = re.sub(change[0], change[1], text, count=count)
        assert changed != text, f"{self}: nothing to replace for {change[0]}"
        return changed.encode("latin-1")

    def serve(self, server: Loopback, *replies: Reply | Callable[[Seen], Reply]) -> None:
        """Serve what leads to the document as it should be, and these replies for the document itself."""
        for path, lead in self.lead.items():
            server.serve(path, lead)
        server.serve(self.path, *replies)


def _zipped(name: str, text: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return packed.getvalue()


def _years_of_baci(text: bytes) -> bytes:
    """An archive of BACI with all years of its release: these rows in the first, none in the others."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("BACI_HS22_Y2022_V202601.csv", text)
        for year in (2023, 2024):
            archive.writestr(f"BACI_HS22_Y{year}_V202601.csv", _header("baci__trade", "csv"))
    return packed.getvalue()


def _workbook(sheet: bytes) -> bytes:
    """The workbook of Data Series 140 with another sheet."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(FIXTURES / "usgs" / "usgs__ds140.xlsx") as good,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in good.namelist():
            archive.writestr(name, sheet if name == SHEET else good.read(name))
    return packed.getvalue()


def _sheet() -> bytes:
    with zipfile.ZipFile(FIXTURES / "usgs" / "usgs__ds140.xlsx") as workbook:
        return workbook.read(SHEET)


def _header(name: str, kind: str, encoding: str = "utf-8") -> bytes:
    return fixture(datasets()[name], kind).decode(encoding).splitlines()[0].encode(encoding) + b"\r\n"


def _read(source: str, name: str) -> bytes:
    return (FIXTURES / source / name).read_bytes()


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def _changed(name: str, change: Callable[[Any], None]) -> bytes:
    """The JSON fixture of a dataset after a change."""
    document = json.loads(fixture(datasets()[name], "json"))
    change(document)
    return _json(document)


# UN Comtrade

_COMTRADE_SAYS = (
    b'{"elapsedTime":"0 secs","count":-1,"data":[],"error":"Invalid parameter value",'
    b'"errorObject":[{"MemberNames":["period"],"ErrorMessage":"The field period is invalid"}]}',
    "The field period is invalid",
)
_GATEWAY_SAYS = (b'{"statusCode":404,"message":"Resource not found"}', "a list of codes")
_NO_ROWS = Reply(b'{"elapsedTime":"0.01 secs","count":0,"data":[],"error":""}')


def _comtrade_rows(count: int) -> bytes:
    def change(answer: Any) -> None:
        row = answer["data"][0]
        answer["data"] = [{**row, "partnerCode": partner} for partner in range(count)]
        answer["count"] = count

    return _changed("comtrade__trade", change)


_comtrade = partial(Case, partition=None, says=_COMTRADE_SAYS, empty=_NO_ROWS, text='"reporterDesc(ription)?":"')
_codes = partial(
    Case, partition=None, says=_GATEWAY_SAYS, empty=Reply(b'{"more":false,"results":[]}'), text='"text": "'
)

COMTRADE = [
    Case(
        name="comtrade__trade",
        partition="2023",
        path="/public/v1/preview/C/A/HS",
        good=fixture(datasets()["comtrade__trade"], "json"),
        codes=("2805",),
        says=_COMTRADE_SAYS,
        empty=_NO_ROWS,
        is_empty_kept=True,
        column=('"primaryValue"', '"primaryVal"'),
        number=(r'"primaryValue":[\d.]+', '"primaryValue":"many"'),
        text='"classificationSearchCode":"',
        cut_off=_comtrade_rows(500),
    ),
    _comtrade(
        name="comtrade__availability",
        path="/public/v1/getDA/C/A/HS",
        good=fixture(datasets()["comtrade__availability"], "json"),
        column=('"lastReleased"', '"newestRelease"'),
        number=(r'"totalRecords":\d+', '"totalRecords":"many"'),
    ),
    _comtrade(
        name="comtrade__publication",
        path="/public/v1/getMetadata/C/A/HS",
        good=fixture(datasets()["comtrade__publication"], "json"),
        is_empty_kept=True,
        column=('"publicationNote"', '"note"'),
        number=(r'"publicationDate":"[^"]+"', '"publicationDate":"some day"'),
    ),
    _codes(
        name="comtrade__reporter",
        path="/files/v1/app/reference/Reporters.json",
        good=fixture(datasets()["comtrade__reporter"], "json"),
        column=('"reporterCode"', '"code"'),
        number=(r'"reporterCode": \d+', '"reporterCode": "many"'),
    ),
    _codes(
        name="comtrade__partner",
        path="/files/v1/app/reference/partnerAreas.json",
        good=fixture(datasets()["comtrade__partner"], "json"),
        column=('"PartnerCode"', '"code"'),
        number=(r'"PartnerCode": \d+', '"PartnerCode": "many"'),
    ),
    _codes(
        name="comtrade__commodity",
        path="/files/v1/app/reference/HS.json",
        good=fixture(datasets()["comtrade__commodity"], "json"),
        column=('"aggrLevel"', '"level"'),
        number=(r'"aggrLevel": \d+', '"aggrLevel": "many"'),
    ),
]

# Japan Customs

_API, _META = "/rest/3.0/app/json/getStatsData", "/rest/3.0/app/json/getMetaInfo"
_INDEX = '<html><a href="/en/stat-search/files?page=1&amp;cycle=1&amp;year=20260&amp;month=23070909">Sep.</a></html>'
_SECTIONS = (
    "<html><span>Commodity by Country (Import Jan-Sep:Detailed) Section VI Chapter 28-38</span>"
    '<a href="/en/stat-search/file-download?statInfId=000040000006&amp;fileKind=1">CSV</a></html>'
)


def _refusal(status: int, message: str) -> bytes:
    result = {"STATUS": status, "ERROR_MSG": message, "DATE": "2026-11-21T09:00:00.000+09:00"}
    return _json({"GET_STATS_DATA": {"RESULT": result}})


def _listing(seen: Seen) -> Reply:
    page = _SECTIONS if "month=" in seen.target else _INDEX
    return Reply(page.encode(), headers={"Content-Type": "text/html; charset=UTF-8"})


def _codes_of_table(seen: Seen) -> Reply:
    entries = [{"@code": "280530010", "@name": "280530010"}]
    meta = {"CLASS_INF": {"CLASS_OBJ": [{"@id": "cat01", "CLASS": entries}]}}
    return Reply(_json({"GET_META_INFO": {"RESULT": {"STATUS": 0}, "METADATA_INF": meta}}))


def _cells(first: int, last: int, total: int, following: int | None) -> bytes:
    def change(answer: Any) -> None:
        data = answer["GET_STATS_DATA"]["STATISTICAL_DATA"]
        cells = data["DATA_INF"]["VALUE"]
        data["DATA_INF"]["VALUE"] = [cells[number % len(cells)] for number in range(first - 1, last)]
        data["RESULT_INF"] = {"TOTAL_NUMBER": total, "FROM_NUMBER": first, "TO_NUMBER": last}
        data["RESULT_INF"] |= {"NEXT_KEY": following} if following else {}

    return _changed("japan_customs__trade", change)


JAPAN = [
    Case(
        name="japan_customs__trade",
        route="files",
        partition="2026",
        path="/stat-search/file-download",
        lead={"/en/stat-search/files": _listing},
        good=fixture(datasets()["japan_customs__trade"], "csv"),
        media="text/csv",
        says=(b"The file was not found.\r\n", "The file was not found"),
        empty=Reply(_header("japan_customs__trade", "csv"), headers={"Content-Type": "text/csv"}),
        column=("Value-Jan", "Amount-Jan"),
        number=(",173545,", ",many,"),
        text=",KG",
    ),
    Case(
        name="japan_customs__trade",
        route="API",
        partition="2026",
        path=_API,
        lead={_META: _codes_of_table},
        keys={"estat": "app-id-1"},
        codes=("2805",),
        good=fixture(datasets()["japan_customs__trade"], "json"),
        says=(_refusal(200, "サーバエラー"), "サーバエラー"),
        empty=Reply(_refusal(1, "正常に終了しましたが、該当データはありませんでした。")),
        is_empty_kept=True,
        column=('"@area"', '"@country"'),
        number=('"173545"', '"many"'),
        text='"@cat02": "110", "@area": "50105", "@time": "2026000000", "\\$": "',
        page=lambda number: _cells(40 * number - 39, 40 * number, 100_000, 40 * number + 1),
        cut_off=_cells(1, 40, 240, None),
    ),
]

# The mineral statistics


def _features(number: int) -> bytes:
    """A page of as many features as a page has, of a series that goes on and on."""

    def change(answer: Any) -> None:
        feature = answer["features"][0]
        answer["features"] = [{**feature, "id": f"{number}-{place}"} for place in range(8)]
        answer["numberMatched"] = 1_000_000

    return _changed("bgs__production", change)


MINERALS = [
    Case(
        name="usgs__mcs_world",
        partition="2024",
        path="/catalog/file/get/65a6e45fd34e5af967a46749",
        good=fixture(datasets()["usgs__mcs_world"], "csv"),
        pack=partial(_zipped, "mcs2024-raree_world.csv"),
        media="application/zip",
        says=(b'{"errors":[{"message":"Item not found"}]}', "JSON"),
        empty=Reply(
            _zipped("mcs2024-raree_world.csv", _header("usgs__mcs_world", "csv")),
            headers={"Content-Type": "application/zip"},
        ),
        column=("Prod_t_est_2023", "Production_2023"),
        number=(",42000,", ",many,"),
        is_known_by_suite=True,
        text="MCS2024,Australia",
    ),
    Case(
        name="usgs__mcs_wide",
        partition="2025",
        path="/catalog/file/get/677eaf95d34e760b392c4970",
        good=fixture(datasets()["usgs__mcs_wide"], "csv"),
        pack=partial(_zipped, "MCS2025_World_Data.csv"),
        media="application/zip",
        says=(b'{"errors":[{"message":"Item not found"}]}', "JSON"),
        empty=Reply(
            _zipped("MCS2025_World_Data.csv", _header("usgs__mcs_wide", "csv")),
            headers={"Content-Type": "application/zip"},
        ),
        column=("CAP_2023", "CAPACITY_2023"),
        number=(",4560,", ",many,"),
        is_known_by_suite=True,
        text="MCS2025,Clays,Czechia",
    ),
    Case(
        name="usgs__mcs_long",
        partition="2026",
        path="/catalog/file/get/69837e43b66b01367d7ec7c7",
        good=fixture(datasets()["usgs__mcs_long"], "csv"),
        media="text/csv",
        says=(b'{"errors":[{"message":"Item not found"}]}', "JSON"),
        empty=Reply(_header("usgs__mcs_long", "csv", "cp1252"), headers={"Content-Type": "text/csv"}),
        column=("Statistics_detail", "Detail"),
        number=(",2025,170,", ",2025,many,"),
        is_known_by_suite=True,
        encoding="cp1252",
        text="BORON,World Production and Reserves,Boron,Argentina",
    ),
    Case(
        name="usgs__ds140",
        partition=None,
        path="/assets/palladium/production/s3fs-public/media/files/ds140-rare-earths-2020.xlsx",
        good=_sheet(),
        pack=_workbook,
        media="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        says=(b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "XML"),
        empty=Reply(
            _workbook(re.sub(rb'<row r="([6-9]|\d\d+)">.*</row>', b"", _sheet(), flags=re.DOTALL)),
            headers={"Content-Type": "application/octet-stream"},
        ),
        column=("World production", "World mine production"),
        number=("<v>227.0</v>", "<v>many</v>"),
        is_known_by_suite=True,
        text=None,
    ),
    Case(
        name="bgs__production",
        partition=None,
        path="/collections/world-mineral-statistics/items",
        good=fixture(datasets()["bgs__production"], "json"),
        media="application/geo+json",
        says=(b'{"code":"InvalidParameterValue","description":"unknown filter"}', "unknown filter"),
        empty=Reply(b'{"type":"FeatureCollection","numberMatched":0,"numberReturned":0,"features":[]}'),
        is_empty_kept=True,
        column=('"country_iso3_code"', '"iso3"'),
        number=(r'"quantity":\d+', '"quantity":"many"'),
        text='"country_trans":"',
        page=_features,
        cut_off=_changed("bgs__production", lambda answer: answer.update(numberMatched=9)),
    ),
]

# Trade in the publishers' own classifications


def _ots(number: int) -> bytes:
    def change(answer: Any) -> None:
        answer["value"][0]["PortId"] = number
        answer["@odata.nextLink"] = f"https://api.uktradeinfo.com/OTS?$skip={number * 30_000}"

    return _changed("hmrc__trade", change)


CUSTOMS = [
    Case(
        name="us_census__trade",
        partition="2024",
        path="/imports/hs",
        codes=("284690",),
        good=fixture(datasets()["us_census__trade"], "json"),
        says=(b"error: unknown variable 'GEN_VAL_MO'", "text"),
        empty=Reply(status=204, headers={}),
        is_empty_kept=True,
        column=('"GEN_VAL_MO"', '"GENERAL_VALUE"'),
        number=('"4000000","350000"', '"many","350000"'),
        text='"AUSTRIA',
    ),
    Case(
        name="eurostat_comext__trade",
        partition="2024",
        path="/sdmx/2.1/data/DS-045409/M.AT+BE+BG+CY+CZ+DE+DK+EE+ES+FI+FR+GR+HR+HU+IE+IT+LT+LU+LV+MT+NL+PL+PT+RO+SE+SI"
        "+SK..284690.1.VALUE_IN_EUROS+QUANTITY_IN_100KG+SUPPLEMENTARY_QUANTITY",
        codes=("284690",),
        good=fixture(datasets()["eurostat_comext__trade"], "csv"),
        media="text/csv",
        says=(_read("eurostat_comext", "queued.xml"), "XML"),
        empty=Reply(_read("eurostat_comext", "no_results.xml"), status=404, headers={"Content-Type": "text/xml"}),
        is_empty_kept=True,
        column=("OBS_VALUE", "VALUE"),
        number=(",900000", ",many"),
        text="15/11/26 11:00:00",
        cut_off=_read("eurostat_comext", "queued.xml"),
    ),
    Case(
        name="hmrc__trade",
        partition="2024",
        path="/OTS",
        good=fixture(datasets()["hmrc__trade"], "json"),
        says=(b'{"error":{"code":"","message":"The query is not valid."}}', "The query is not valid"),
        empty=Reply(b'{"@odata.context":"https://api.uktradeinfo.com/$metadata#OTS(Country())","value":[]}'),
        is_empty_kept=True,
        column=('"NetMass"', '"Weight"'),
        number=(r'"Value":[\d.]+', '"Value":"many"'),
        text='"CountryName":"',
        page=_ots,
    ),
    Case(
        name="korea_customs__trade",
        partition="2024",
        path="/nitemtrade/getNitemtradeList",
        good=fixture(datasets()["korea_customs__trade"], "xml"),
        media="application/xml;charset=UTF-8",
        says=(_read("korea_customs", "gateway_error.xml"), "SERVICE_KEY_IS_NOT_REGISTERED_ERROR"),
        empty=Reply(_read("korea_customs", "empty.xml"), headers={"Content-Type": "application/xml"}),
        is_empty_kept=True,
        column=("impWgt", "importWeight"),
        number=("<impDlr>1500000<", "<impDlr>many<"),
        text="<statKor>",
    ),
    Case(
        name="baci__trade",
        partition=None,
        path="/BACI_HS22_V202601.zip",
        good=fixture(datasets()["baci__trade"], "csv"),
        pack=_years_of_baci,
        media="application/zip",
        says=(b'<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>', "XML"),
        empty=Reply(
            _years_of_baci(_header("baci__trade", "csv")),
            headers={"Content-Type": "application/zip"},
        ),
        column=("t,i,j,k,v,q", "t,i,j,k,value,q"),
        number=(",24553.618,", ",many,"),
        text="2022,156",
    ),
]

# Rates and indicators


def _gdp(number: int) -> bytes:
    def change(answer: Any) -> None:
        answer[0] |= {"page": number, "pages": 10_000, "per_page": 12, "total": 120_000}
        answer[1][0]["date"] = str(1000 + number)

    return _changed("worldbank__indicator", change)


_csv = {"Content-Type": "text/csv"}
ECONOMY = [
    Case(
        name="worldbank__indicator",
        partition=None,
        path="/v2/country/all/indicator/NY.GDP.MKTP.CD",
        good=fixture(datasets()["worldbank__indicator"], "json"),
        says=(
            b'[{"message":[{"id":"175","key":"Invalid format","value":"The indicator was not found."}]}]',
            "The indicator was not found",
        ),
        empty=Reply(b'[{"page":1,"pages":0,"per_page":20000,"total":0,"sourceid":null,"lastupdated":null},null]'),
        column=('"countryiso3code"', '"iso3"'),
        number=(r'"value": 18743803170827.2', '"value": "many"'),
        text='"value": "China',
        page=_gdp,
        cut_off=_changed("worldbank__indicator", lambda answer: answer[0].update(total=13)),
    ),
    Case(
        name="exchange_rates__ecb",
        partition=None,
        path="/service/data/EXR/M.USD.EUR.SP00.A",
        good=fixture(datasets()["exchange_rates__ecb"], "csv"),
        media="text/csv",
        says=(b"No results found.\n", "No results found"),
        empty=Reply(_header("exchange_rates__ecb", "csv"), headers=_csv),
        column=("OBS_VALUE", "VALUE"),
        number=(",1.0769,", ",many,"),
        text=",US dollar/Euro ECB",
    ),
    Case(
        name="exchange_rates__h10",
        partition=None,
        path="/datasets/exchange-rates/main/data/monthly.csv",
        good=fixture(datasets()["exchange_rates__h10"], "csv"),
        media="text/plain; charset=utf-8",
        says=(b"404: Not Found\n", "404: Not Found"),
        empty=Reply(_header("exchange_rates__h10", "csv"), headers=_csv),
        column=("Exchange rate", "Rate"),
        number=(",6.9717", ",many"),
        text="-01,China",
    ),
]

CASES = [*COMTRADE, *JAPAN, *MINERALS, *CUSTOMS, *ECONOMY]
