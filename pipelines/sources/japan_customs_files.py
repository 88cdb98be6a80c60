"""The file route of the Trade Statistics of Japan: the newest month of a year, its sections, then their CSV files.

A file holds one direction, one year and the chapters of one section, in a row per code and country. Those of a later
month hold the months before it as well. No key is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

from pipelines.settings import Settings
from pipelines.sources.contract import Request
from warehouse.errors import DataError

BASE_URL = "https://www.e-stat.go.jp"
DIRECTIONS = {"X": "1", "M": "2"}
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
HEADER = ",".join(
    ["Exp or Imp,Year,HS,Country,Unit1,Unit2"]
    + [f"Quantity1-{period},Quantity2-{period},Value-{period}" for period in ("Year", *MONTHS)]
)

_LISTING = {
    "page": "1",
    "layout": "datalist",
    "toukei": "00350300",
    "tstat": "000001013141",
    "cycle": "1",
    "tclass1": "000001013180",
    "tclass3val": "0",
}
_SECTIONS = {"X": "000001013181", "M": "000001013182"}
_MONTH_LINK = re.compile(r"[?&]year=(\d{4})0\b[^\"'<>]*?[?&]month=(\d+)|[?&]month=(\d+)[^\"'<>]*?[?&]year=(\d{4})0\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FILE = re.compile(
    r"(?P<title>[^<>]*\bChapters? (?P<first>\d\d)(?:-(?P<last>\d\d))?[^<>]*)"
    r"|file-download\?statInfId=(?P<id>\d+)&fileKind=1\b"
)


@dataclass(frozen=True)
class Step(Request):
    """A question of a chain: the chapters on the watch list, then the files that are asked for after this one."""

    chapters: frozenset[str] = frozenset()
    waiting: tuple[Step, ...] = ()


def first(settings: Settings, flow: str, year: int) -> Step:
    """Which months are there?"""
    return Step(
        key=f"{flow}-months-{year}",
        url=f"{settings.base_url('japan_customs', BASE_URL)}/en/stat-search/files",
        params={**_LISTING, "tclass2": _SECTIONS[flow]},
        scope={"flow": [flow], "year": [str(year)]},
        media="html",
        is_document=False,
        chapters=frozenset(code[:2] for code in settings.hs_codes),
    )


def index(settings: Settings) -> Request:
    """The index of the months of imports; exports of a month appear on the same day."""
    return replace(first(settings, "M", 0), key="index", scope={}, is_document=True, chapters=frozenset())


def newest_listed(body: bytes) -> str | None:
    """The newest month that the index lists, as its year and the publisher's token; None when it lists none."""
    found = [(a or d, b or c) for a, b, c, d in _MONTH_LINK.findall(unescape(body.decode("utf-8", errors="replace")))]
    year, token = max(found, key=lambda one: (one[0], int(one[1][-2:])), default=(None, None))
    return f"{year} {token}" if year else None


def following(body: bytes, step: Step) -> Step | None:
    """The sections of the newest month, then each of their files that holds a chapter of the watch list."""
    year, waiting = step.scope["year"][0], step.waiting
    if not step.is_document:
        where = f"e-Stat {step.key} ({step.url})"
        page = unescape(body.decode("utf-8", errors="replace"))
        if "month" not in step.params:
            month = newest_month(page, year, where)
            params = {**step.params, "year": f"{year}0", "month": month or ""}
            key = step.key.replace("months", "sections")
            return replace(step, key=key, params=params) if month else None
        waiting = tuple(_files(page, step, where))
    return replace(waiting[0], waiting=waiting[1:]) if waiting else None


def newest_month(page: str, year: str, where: str) -> str | None:
    """The publisher's token of the last month listed for a year; None for a year that is yet to come.

    A token ends with its month (23070907 is July, 24101212 December). That the index lists each year with its newest
    month is known from public readers of these pages; one live look at it would settle it.
    """
    found: list[tuple[str, str]] = [(a or d, b or c) for a, b, c, d in _MONTH_LINK.findall(page)]
    months = [month for listed, month in found if listed == year]
    if months:
        return max(months, key=lambda token: int(token[-2:]))
    newest = max((listed for listed, _ in found), default=None)
    if newest is None or newest > year:
        raise _changed(where, f"links to the months of {year}", f"links to {len(found)} others")
    return None


def _files(page: str, step: Step, where: str) -> Iterator[Step]:
    """The files of the chapters on the watch list. Each link to a file belongs to the last section named before it."""
    flow, year = step.scope["flow"][0], step.scope["year"][0]
    missing, section = set(step.chapters), None
    for found in _FILE.finditer(page):
        if found["title"]:
            section = found
            continue
        if section is None:
            raise _changed(where, "the chapters of a section before the link to its file", "a link before any")
        chapters = [f"{n:02}" for n in range(int(section["first"]), int(section["last"] or section["first"]) + 1)]
        if not missing.intersection(chapters):
            continue
        missing.difference_update(chapters)
        yield replace(
            named(flow, year, chapters),
            url=step.url.replace("/en/stat-search/files", "/stat-search/file-download"),
            params={"statInfId": found["id"], "fileKind": "1"},
            scope=named(flow, year, chapters, " ".join(section["title"].split())).scope,
        )
    if missing:
        raise _changed(where, f"links to the CSV files of chapters {', '.join(sorted(step.chapters))}", "not all")


def named(flow: str, year: str, chapters: list[str], stage: str = "") -> Step:
    """The vintage unit of a file: direction, year and chapters."""
    answer = f"{flow}-chapters{chapters[0]}-{chapters[-1]}-{year}"
    scope = {"flow": [flow], "year": [year], "answer": [answer], "codes": chapters, "stage": [stage]}
    return Step(key=answer, url="", scope=scope)


def from_file(path: Path) -> Step:
    """What a file that a person downloaded is of, by its rows."""
    lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    rows = [line.split(",")[:4] for line in lines[1:] if line.count(",") > 4]
    keys = {(row[0], row[1]) for row in rows if row[0] in DIRECTIONS.values() and _YEAR.fullmatch(row[1])}
    if not keys:
        raise _changed(str(path), f"the header {HEADER[:60]}… and rows below it", f"a file that begins {lines[:1]}")
    if len(keys) > 1:
        held = ", ".join(f"{direction} {year}" for direction, year in sorted(keys)[:4])
        raise _changed(str(path), "rows of one direction and year (1 is export, 2 import)", f"rows of {held}")
    ((direction, year),) = keys
    chapters = sorted({row[2].strip("' ")[:2] for row in rows})
    flow = next(flow for flow, code in DIRECTIONS.items() if code == direction)
    return replace(named(flow, year, chapters), url=BASE_URL)


def check(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body is a file of commodity by country, of the direction and year asked for."""
    if body.startswith(b"PK"):
        return  # the load opens the archive and checks the file in it
    lines = body.removeprefix(b"\xef\xbb\xbf").split(b"\n", 2)
    header = lines[0].decode("ascii", errors="replace").strip()
    # Files of some years write Apl for April.
    if header.replace("-Apl", "-Apr") != HEADER:
        raise _changed(where, f"the header {HEADER[:60]}…", f"the header {header[:100]}")
    if len(lines) < 2 or not lines[1].strip():
        raise _changed(where, "the rows of whole chapters", "a header without any")
    asked = [f"{DIRECTIONS[request.scope['flow'][0]]},{request.scope['year'][0]},".encode()] if request else [b""]
    if not lines[1].startswith(tuple(asked)):
        raise _changed(where, f"rows of {asked[0].decode()[:-1]}", f"rows of {lines[1][:6].decode(errors='replace')}")


def _changed(where: str, expected: str, came: str) -> DataError:
    return DataError(
        expected=expected,
        came=came,
        where=where,
        next_step="Nothing was landed; open the address in a browser to see whether the publisher changed it",
    )
