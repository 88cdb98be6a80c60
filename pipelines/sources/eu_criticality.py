"""European Commission, Study on the Critical Raw Materials for the EU 2023: supply shares, uses and scores.

Measures: each country's share of world supply and of the EU's sourcing of a raw material, at extraction (E) and
processing (P), with the trade parameter t; the shares of end uses with the sector's value added; the published supply
risk (SR) and economic importance (EI) of the assessments of 2011 to 2023. Grain: material x stage x country; material x
application x sector; material x assessment. Shares are text in percent, rounded as printed: `68%`, `0.4%`, `<0.1%`;
the EU's sourcing shows countries from 1 % on only, so its shares do not add up to 1. They are averages of 2016-2020 as
a rule. Published about every three years; an assessment is not revised.
Licence: CC BY 4.0, European Commission. Documentation: https://data.europa.eu/doi/10.2873/725585
The annexes are a PDF; the files are a transcription by github.com/erikemilsson/EU-Critical-Raw-Materials-CRM-Reports-
Datasets, in Windows-1252.

Proved on the transcriber's own files, whole. Never seen here: a transcription of another edition.
"""

from __future__ import annotations

import csv
import io
import re
from functools import partial
from pathlib import Path

from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from warehouse.errors import DataError

DOCUMENTATION = "https://data.europa.eu/doi/10.2873/725585"
EDITION = "2023"
ENCODINGS = ("utf-8-sig", "cp1252")

SUPPLY_HEADER = ["Material", "Stage", "Country", "Share", "t"]
USE_HEADER = ["Material", "Application", "Share", "NACE sector", "VA in million €"]
SCORE_HEADER = ["Material", "Year", "SR", "EI"]

# What is printed where a share is expected; a new word fails the suites.
KNOWN_SHARE = r"[<>]?[0-9]+(\.[0-9]+)?%?|n/a|-"


def no_address(settings: Settings, partition: str | None) -> list[Request]:
    """No request: the files have no live address. They come with the snapshot, or through `chokepoint import`."""
    return []


def from_file(path: Path) -> Request:
    """The study's edition is the year in the file's name, else the newest that is known here."""
    year = re.search(r"20\d\d", path.name)
    edition = year.group() if year else EDITION
    return Request(key=f"study-{edition}", url=DOCUMENTATION, scope={"edition": [edition]})


def check_header(body: bytes, where: str, request: Request | None, expected: list[str]) -> None:
    """Raise DataError unless the body is text with these columns."""
    came = next(csv.reader(io.StringIO(_text(body, where))), [])
    if came != expected:
        raise _wrong(where, f"the columns {', '.join(expected)}", ", ".join(came)[:200] or "an empty file")


def _text(body: bytes, where: str) -> str:
    for encoding in ENCODINGS:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _wrong(where, f"text in {' or '.join(ENCODINGS)}", f"bytes that are not, from {body[:20]!r}")


def _wrong(where: str, expected: str, came: str) -> DataError:
    return DataError(
        expected=expected,
        came=came,
        where=where,
        next_step="Nothing was landed; compare the file with the columns in pipelines/sources/eu_criticality.py",
    )


_file = partial(
    Dataset,
    publisher="European Commission",
    licence="CC BY 4.0",
    documentation=DOCUMENTATION,
    media="csv",
    encoding="|".join(ENCODINGS),
    requests=no_address,
    partitioned=False,
    attribution="European Commission, Study on the Critical Raw Materials for the EU 2023",
    from_file=from_file,
)

GLOBAL_SUPPLY = _file(
    name="eu_criticality__global_supply",
    title="Shares of world supply of raw materials by country and stage",
    check=partial(check_header, expected=SUPPLY_HEADER),
)
EU_SUPPLY = _file(
    name="eu_criticality__eu_supply",
    title="Shares of the EU's sourcing of raw materials by country and stage, from 1 % on",
    check=partial(check_header, expected=SUPPLY_HEADER),
)
USE = _file(
    name="eu_criticality__use",
    title="Shares of end uses of raw materials in the EU, by sector",
    check=partial(check_header, expected=USE_HEADER),
)
SCORE = _file(
    name="eu_criticality__score",
    title="Published supply risk and economic importance of the assessments of 2011 to 2023",
    check=partial(check_header, expected=SCORE_HEADER),
)
