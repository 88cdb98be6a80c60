"""How a table or an archive is spoilt: changes of its cells, written again in its own encoding."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable

from reliability.mutation import Spoil

Cells = list[list[str]]
Change = Callable[[Cells, dict[str, int]], Cells | None]


def table(change: Change, encoding: str = "utf-8-sig") -> Spoil:
    def spoil(body: bytes) -> bytes:
        rows = list(csv.reader(io.StringIO(body.decode(encoding), newline="")))
        place = {name: number for number, name in enumerate(rows[0])}
        data = rows[1:]
        data = data if (changed := change(data, place)) is None else changed
        text = io.StringIO(newline="")
        csv.writer(text).writerows([rows[0], *data])
        return text.getvalue().encode(encoding)

    return spoil


def zipped(spoil: Spoil) -> Spoil:
    def change(body: bytes) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(body)) as archive, zipfile.ZipFile(packed, "w") as other:
            for name in archive.namelist():
                other.writestr(name, spoil(archive.read(name)))
        return packed.getvalue()

    return change


def column(
    name: str, change: Callable[[str], str], where: Callable[[dict[str, str]], bool] = lambda row: True
) -> Callable[[Cells, dict[str, int]], None]:
    def spoil(rows: Cells, place: dict[str, int]) -> None:
        for row in rows:
            if where({column: row[number] for column, number in place.items() if number < len(row)}):
                row[place[name]] = change(row[place[name]])

    return spoil


def by_factor(by: float) -> Callable[[str], str]:
    def change(text: str) -> str:
        plain = text.replace(",", "")
        try:
            return f"{float(plain) * by:.6f}".rstrip("0").rstrip(".")
        except ValueError:
            return text

    return change


def swapped_columns(one: str, other: str) -> Callable[[Cells, dict[str, int]], None]:
    def spoil(rows: Cells, place: dict[str, int]) -> None:
        for row in rows:
            row[place[one]], row[place[other]] = row[place[other]], row[place[one]]

    return spoil


def shifted(rows: Cells, place: dict[str, int]) -> None:
    """A comma too many: every cell from the fourth on stands one column to the right."""
    for row in rows:
        row[3:] = ["", *row[3:-1]]


def renamed(name: str, names: dict[str, str]) -> Callable[[Cells, dict[str, int]], None]:
    return column(name, lambda text: names.get(text.strip(), text))


def gdp_in_millions(body: bytes) -> bytes:
    head, rows = json.loads(body)
    for row in rows:
        row["value"] = row["value"] and row["value"] / 1e6
    return json.dumps([head, rows]).encode()
