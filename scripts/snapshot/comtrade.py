"""UN Comtrade: answers of the keyless preview, figures only, in the publisher's envelope and field order.

Numbers keep the digits that were delivered. Descriptions and ISO codes are null, as the publisher sends them with
includeDesc=false.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from warehouse.landing import Arrival

DATASET = "comtrade__trade"
ROW_CAP = 500

# The row lists carry no time of retrieval. They are dated when they were taken up here, after the dated bodies.
TAKEN_UP = datetime(2026, 11, 21, tzinfo=UTC)

SERIES_FROM = "github.com/therealjameswilson/critical-minerals-records-stage-v3 at a67e3d4"
LISTS_FROM = "github.com/ibtisamkhan96/crm-trade-network at b714a7b"

# Present as a raw body with a known time as well, which is the better witness.
SUPERSEDED_LISTS = {"2023_2846_M_156.json"}

FIELDS = """
typeCode freqCode refPeriodId refYear refMonth period reporterCode reporterISO reporterDesc flowCode flowDesc
partnerCode partnerISO partnerDesc partner2Code partner2ISO partner2Desc classificationCode classificationSearchCode
isOriginalClassification cmdCode cmdDesc aggrLevel isLeaf customsCode customsDesc mosCode motCode motDesc qtyUnitCode
qtyUnitAbbr qty isQtyEstimated altQtyUnitCode altQtyUnitAbbr altQty isAltQtyEstimated netWgt isNetWgtEstimated grossWgt
isGrossWgtEstimated cifvalue fobvalue primaryValue legacyEstimationFlag isReported isAggregate
""".split()  # noqa: SIM905


def documents(shared: Path) -> Iterator[Arrival]:
    """China's imports of HS 2846 of 1993-2024, then the row lists of 2023."""
    yield from _series(shared / "comtrade" / "preview_china_2846_1993_2024")
    yield from _lists(shared / "comtrade" / "preview_2023")


def _series(folder: Path) -> Iterator[Arrival]:
    for file in _read(folder / "manifest.json")["files"]:
        answer = _read(folder / file["file"])
        retrieved_at = datetime.fromisoformat(file["retrieved_at"])
        yield _arrival(
            _envelope(answer["elapsedTime"], answer["data"]),
            reporter="156",
            flow="M",
            cmd="2846",
            period=str(file["year"]),
            url=file["url"],
            retrieved_at=retrieved_at,
            released_at=_released_at(folder, file["year"], retrieved_at),
            obtained_from=f"{SERIES_FROM}, {file['file']}: the answer's figures, time from its manifest.json",
        )


def _lists(folder: Path) -> Iterator[Arrival]:
    for path in sorted(folder.glob("*.json")):
        if path.name in SUPERSEDED_LISTS:
            continue
        period, cmd, flow, reporter = path.stem.split("_")
        yield _arrival(
            _envelope("0 secs", _read(path)),
            reporter=reporter,
            flow=flow,
            cmd=cmd,
            period=period,
            url="https://comtradeapi.un.org/public/v1/preview/C/A/HS"
            f"?period={period}&reporterCode={reporter}&cmdCode={cmd}&flowCode={flow}&partner2Code=0&customsCode=C00"
            f"&motCode=0&maxRecords={ROW_CAP}&breakdownMode=classic&includeDesc=false",
            retrieved_at=TAKEN_UP,
            released_at=None,
            obtained_from=f"{LISTS_FROM}, {path.name}: a list of rows without envelope, address or time of retrieval; "
            "envelope and address restored, time of retrieval unknown and set to 2026-11-21",
        )


def _read(path: Path) -> Any:
    return json.loads(path.read_bytes(), parse_float=Decimal)


def _envelope(elapsed: str, rows: list[dict[str, Any]]) -> bytes:
    """One answer in the publisher's form. Raises ValueError when a row has other fields or another order."""
    written = ",".join(_row(row) for row in rows)
    return f'{{"elapsedTime":{json.dumps(elapsed)},"count":{len(rows)},"data":[{written}],"error":""}}'.encode()


def _row(row: dict[str, Any]) -> str:
    if list(row) != FIELDS:
        raise ValueError(f"expected the {len(FIELDS)} fields of a trade row in order; came {list(row)}")
    figures = {name: None if name.endswith(("Desc", "ISO")) else value for name, value in row.items()}
    return "{" + ",".join(f"{json.dumps(name)}:{_literal(value)}" for name, value in figures.items()) + "}"


def _literal(value: object) -> str:
    return str(value) if isinstance(value, Decimal) else json.dumps(value)


def _released_at(folder: Path, year: int, retrieved_at: datetime) -> str | None:
    """The last publication of that year in the publisher's log that the answer can have seen."""
    published = [
        note["publicationDate"]
        for entry in _read(folder / "publication_metadata.json")["data"]
        for note in entry["notes"]
        if entry["period"] == year and note["publicationDate"] <= retrieved_at.strftime("%Y-%m-%dT%H:%M:%S")
    ]
    return max(published, default=None)


def _arrival(
    body: bytes,
    *,
    reporter: str,
    flow: str,
    cmd: str,
    period: str,
    url: str,
    retrieved_at: datetime,
    released_at: str | None,
    obtained_from: str,
) -> Arrival:
    return Arrival(
        dataset=DATASET,
        key=f"A-{reporter}-{flow}-{cmd}-{period}",
        body=body,
        retrieved_at=retrieved_at,
        url=url,
        publisher="UN Comtrade",
        licence="UN Comtrade terms of use: small extract, with attribution",
        partition=period,
        scope={"freq": ["A"], "reporter": [reporter], "flow": [flow], "cmd": [cmd], "period": [period]},
        content_type="application/json",
        released_at=released_at,
        row_cap=ROW_CAP,
        origin="snapshot",
        kind="selection",
        obtained_from=obtained_from,
    )
