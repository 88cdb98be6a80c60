"""USGS: the world tables of the editions of 2022 to 2025, the 2026 release and Data Series 140 for rare earths.

The publisher's column order, encoding and packing are kept, and the files of 2022 to 2024 whole. Of the footnotes of
2025 and 2026 only those remain that say what a figure is (estimated, reported, withheld, counted elsewhere, a quota),
of the chapter's remarks the unit in brackets.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import python_calamine
import workbook

from pipelines.sources import usgs
from warehouse.landing import Arrival

# The files carry no time of retrieval. They are dated when they were taken up here.
TAKEN_UP = datetime(2026, 11, 21, tzinfo=UTC)

WORLD_FROM = "github.com/Redliana/cmm-data at d780c5b, API_Scripts/usgs_mcs_data"
WIDE_FROM = "github.com/manuali-luciana/critical-minerals-replication at 4739c5e, MCS2025_World_Data.csv"
RECORDS = "github.com/therealjameswilson/critical-minerals-records-stage-v3 at a67e3d4"
LONG_FROM = f"{RECORDS}, MCS2026_Commodities_Data.csv"
DS140_FROM = f"{RECORDS}, usgs_ds140_rare_earths_2020.xlsx"

# The archive of 2024 holds a table that says it was revised on that day.
WORLD_RELEASED = {"2022": "2022-01-31", "2023": "2023-01-31", "2024": "2024-03-05"}

STATUS_NOTES = (
    "Reported.",
    "Production quota",
    "Excludes ",
    "Included ",
    "Less than ",
    "less than ",
    "United States rutile production and reserves data are included with ilmenite.",
)
LONGEST_NOTE = 100


def documents(shared: Path) -> Iterator[Arrival]:
    """One document per edition, and the workbook."""
    for edition, released_at in WORLD_RELEASED.items():
        files = sorted((shared / "real" / "usgs_mcs" / edition).glob("*.csv"), key=lambda path: path.name.lower())
        yield _arrival(
            edition,
            _zipped({f"world/{path.name}": path.read_bytes() for path in files}, edition),
            usgs.WORLD_EDITIONS[edition],
            dataset="usgs__mcs_world",
            content_type="application/zip",
            released_at=released_at,
            obtained_from=f"{WORLD_FROM}: the {len(files)} world files kept there, whole, packed as one archive",
        )
    yield _arrival(
        "2025",
        _zipped({"MCS2025_World_Data.csv": _wide(shared / "usgs" / "MCS2025_World_Data.csv")}, "2025"),
        usgs.WIDE_EDITIONS["2025"],
        dataset="usgs__mcs_wide",
        content_type="application/zip",
        released_at="2025-01-31",
        obtained_from=f"{WIDE_FROM}: all rows, without notes of more than {LONGEST_NOTE} letters, packed anew",
    )
    yield _arrival(
        "2026",
        _long(shared / "usgs" / "MCS2026_Commodities_Data.csv"),
        usgs.LONG_EDITIONS["2026"],
        dataset="usgs__mcs_long",
        content_type="text/csv",
        released_at="2026-02-06",
        obtained_from=f"{LONG_FROM}: all rows, notes reduced to what says how a figure came about",
    )
    yield Arrival(
        dataset="usgs__ds140",
        key="ds140-rare-earths",
        body=_workbook(shared / "usgs" / "usgs_ds140_rare_earths_2020.xlsx"),
        retrieved_at=TAKEN_UP,
        url=f"{usgs.MEDIA_URL}/{usgs.DS140_PATH}",
        publisher=usgs.PUBLISHER,
        licence=usgs.LICENCE,
        scope={"commodity": ["Rare Earths"]},
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        released_at="2023-09-27",
        origin="snapshot",
        kind="selection",
        obtained_from=f"{DS140_FROM}: all cells of its sheet, in a workbook without the embedded document",
    )


def _workbook(path: Path) -> bytes:
    with python_calamine.CalamineWorkbook.from_path(str(path)) as source:
        name = source.sheet_names[0]
        rows = source.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return workbook.written(name, [[cell if isinstance(cell, float) else str(cell) for cell in row] for row in rows])


def _wide(path: Path) -> bytes:
    text = path.read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    notes = [index for index, name in enumerate(rows[0]) if name.endswith("NOTES")]
    for row in rows[1:]:
        for index in notes:
            if len(row[index]) > LONGEST_NOTE:
                row[index] = "Estimated" if row[index].startswith("Estimated") else ""
    return b"\xef\xbb\xbf" + _written(rows, "utf-8")


def _long(path: Path) -> bytes:
    with path.open(encoding="cp1252", newline="") as file:
        rows = list(csv.reader(file))
    value, notes, other_notes = (rows[0].index(name) for name in ("Value", "Notes", "Other notes"))
    for row in rows[1:]:
        if row[value] != "s":  # what such a mark means stands in its notes alone
            row[notes] = _status(row[notes])
        row[other_notes] = _first_brackets(row[other_notes])
    return _written(rows, "cp1252")


def _status(notes: str) -> str:
    """The notes that say what the figure is; a word that is no note stays, as one row carries it."""
    if " " not in notes and not notes.endswith("."):
        return notes
    kept = []
    for note in notes.split(" -- "):
        if note.startswith("Estimated"):
            kept.append("Estimated.")
        elif note.startswith(STATUS_NOTES):
            kept.append(note)
    return " -- ".join(dict.fromkeys(kept))


def _first_brackets(text: str) -> str:
    """The first bracketed part of a text, with the brackets inside it; empty when it does not open with one."""
    depth = 0
    for index, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return text[: index + 1] if index else ""
    return ""


def _written(rows: list[list[str]], encoding: str) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def _zipped(members: Mapping[str, bytes], edition: str) -> bytes:
    """The same archive each time: without the time of day."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, body in members.items():
            archive.writestr(zipfile.ZipInfo(name, date_time=(int(edition), 1, 31, 0, 0, 0)), body)
    return out.getvalue()


def _arrival(
    edition: str,
    body: bytes,
    item: tuple[str, str],
    *,
    dataset: str,
    content_type: str,
    released_at: str,
    obtained_from: str,
) -> Arrival:
    return Arrival(
        dataset=dataset,
        key=f"mcs-{edition}",
        body=body,
        retrieved_at=TAKEN_UP,
        url=f"{usgs.BASE_URL}/catalog/file/get/{item[0]}?name={item[1]}",
        publisher=usgs.PUBLISHER,
        licence=usgs.LICENCE,
        partition=edition,
        scope={"edition": [edition]},
        content_type=content_type,
        released_at=released_at,
        origin="snapshot",
        kind="selection",
        obtained_from=obtained_from,
    )
