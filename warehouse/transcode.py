"""What DuckDB's readers cannot open, as UTF-8 text in a scratch file. The landed bytes stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.errors import DataError

_CHUNK = 1 << 20


@contextmanager
def as_utf8(path: Path, encoding: str, scratch: Path, where: str) -> Iterator[Path]:
    """A path to the same text in UTF-8, removed afterwards; the landed file itself when it is UTF-8 already.

    Raises DataError at the first byte that the stated encoding does not have.
    """
    if encoding == "utf-8":
        yield path
        return
    scratch.mkdir(parents=True, exist_ok=True)
    readable = scratch / f"{path.name}.txt"
    try:
        with path.open(encoding=encoding, newline="") as source, readable.open("w", encoding="utf-8", newline="") as out:
            while chunk := source.read(_CHUNK):
                out.write(chunk)
        yield readable
    except UnicodeDecodeError as error:
        raise DataError(
            expected=f"text in {encoding}",
            came=f"byte {error.object[error.start]:#04x} at {error.start} of a block",
            where=where,
            next_step="Check whether the publisher changed the encoding",
        ) from error
    finally:
        readable.unlink(missing_ok=True)
