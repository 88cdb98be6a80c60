"""What a file of CEPII BACI is: its edition, release and years by the publisher's names, and whether it is whole.

The publisher's archive holds one file per year, named like BACI_HS92_Y2023_V202601.csv, beside its lists of countries
and products. The rows state the year, but neither the edition of the HS nor the release: a file under a name of a
person's own is known by the names inside it, where it is an archive or a gzip file that has one.
"""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from warehouse.errors import DataError

MEMBERS = "BACI_HS*_Y*_V*.csv"
EXAMPLES = "BACI_HS92_V202601.zip or BACI_HS92_Y2023_V202601.csv"

_NAME = re.compile(r"BACI_(HS[0-9]{2})(?:_Y([0-9]{4}))?_(V[0-9]{6}[a-z]?)", re.IGNORECASE)
_BROKEN = (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError)
_ZIP, _GZIP = b"PK", b"\x1f\x8b"
_GZIP_NAMED, _GZIP_EXTRA = 0x08, 0x04
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Named:
    """What the publisher's name of a file says; without a year it is an archive of all years."""

    edition: str
    year: str | None
    release: str


def named(path: Path) -> Named:
    """What a file is of: an archive by the files in it, any other by its name. Raises DataError where nothing says."""
    where = str(path)
    inside = list(_inside(path, where)) if path.is_file() else []
    found = {(one.edition, one.release) for one in inside}
    if len(found) > 1:
        both = ", ".join(sorted(f"{edition} {release}" for edition, release in found))
        raise wrong(where, "an archive of one edition and release", both)
    if inside:
        return inside[0] if len(inside) == 1 else Named(inside[0].edition, None, inside[0].release)
    by_name = _named(path.name)
    if by_name is None:
        raise wrong(
            where,
            f"the publisher's name, such as {EXAMPLES}: the rows do not say which edition of the HS and which release "
            "they are of",
            path.name,
            "Nothing was landed; give the file the name that it had at the publisher, and import it again",
        )
    return by_name


def check_archive(file: IO[bytes], where: str, header: str, release: Named | None = None) -> None:
    """Raise DataError unless each table has the header, and the archive of a release all of its years.

    A gzip file is read to its end, because nothing else says that it was cut short; an archive has its list there.
    """
    with _told(where):
        tables = list(_tables(file))
    if not tables:
        raise wrong(where, f"an archive with files named {MEMBERS}", "none in it")
    for name, came in tables:
        said = came.strip().decode(errors="replace")
        if said != header:
            raise wrong(where, f"the header {header}", f"{said[:200]}{f' in {name}' if name else ''}")
    if release and not release.year:
        _check_years(release, {one.year for name, _ in tables if (one := _named(name))}, where)


def wrong(where: str, expected: str, came: str, next_step: str | None = None) -> DataError:
    """The error for a file that is not what it should be."""
    return DataError(
        expected=expected,
        came=came,
        where=where,
        next_step=next_step or "Nothing was landed; download the file again from the publisher, and keep its name",
    )


def _check_years(release: Named, came: set[str | None], where: str) -> None:
    """A release of January 2026 ends with 2024, and each edition begins with the year in its name, BACI with 1995."""
    digits = int(release.edition[2:])
    first = max(1995, digits + (1900 if digits > 80 else 2000))
    last = int(release.release[1:5]) - 2
    missing = [str(year) for year in range(first, last + 1) if str(year) not in came]
    if missing:
        raise wrong(
            where,
            f"the years {first} to {last} of {release.edition} {release.release}",
            f"an archive without {', '.join(missing[:5])}{' …' if len(missing) > 5 else ''}",
            "Nothing was landed; download the archive again, or import the years that are there one by one",
        )


def _named(name: str) -> Named | None:
    found = _NAME.search(name)
    return Named(found[1].upper(), found[2], found[3].upper()) if found else None


def _inside(path: Path, where: str) -> Iterator[Named]:
    """What the names say that a file carries inside itself."""
    with path.open("rb") as file, _told(where):
        start = file.read(10)
        if start.startswith(_ZIP):
            with zipfile.ZipFile(file) as archive:
                yield from (one for name in _members(archive) if (one := _named(name)))
        elif start.startswith(_GZIP) and start[3] & _GZIP_NAMED and not start[3] & _GZIP_EXTRA:
            one = _named(file.read(200).split(b"\0")[0].decode("latin-1"))
            yield from [one] if one else []


def _tables(file: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    """The name in the archive and the first line of each table."""
    start = file.read(2)
    file.seek(0)
    if start == _ZIP:
        with zipfile.ZipFile(file) as archive:
            for name in _members(archive):
                with archive.open(name) as member:
                    yield name, member.readline(1000)
    elif start == _GZIP:
        with gzip.open(file) as table:
            first = table.readline(1000)
            while table.read(_CHUNK):
                pass
            yield "", first
    else:
        yield "", file.readline(1000)


def _members(archive: zipfile.ZipFile) -> list[str]:
    pattern = re.compile(r"BACI_HS[0-9]*_Y[0-9]*_V[^/]*\.csv")
    return [name for name in archive.namelist() if pattern.fullmatch(PurePosixPath(name).name)]


@contextmanager
def _told(where: str) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise wrong(where, "a whole archive", f"a damaged one, cut short perhaps ({error})") from error
