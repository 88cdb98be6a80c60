"""What a person means by the name of an importer or of a material.

Names are compared without case, accents, punctuation, the order of their words and the words "the", "of" and "and", so
that "Korea, Republic of" is "Republic of Korea". What is near is suggested and never taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.errors import ChokepointError
from warehouse.rows import published_rows

_QUERIES = Path(__file__).with_name("names.sql")
_SILENT = {"the", "of", "and"}
_CODE = re.compile(r"(?:hs)?([0-9]{4,10}(?:\+[0-9]{4,10})*)", re.IGNORECASE)
_NEAR, _MOST = 75, 4  # of 100, as rapidfuzz counts; suggestions


@dataclass(frozen=True)
class Meant:
    """What was meant: its key in every table, and its name. `is_code` when it is an HS code or a set of them."""

    key: str
    name: str
    is_code: bool = False


def importer(con: duckdb.DuckDBPyConnection, wanted: str) -> Meant:
    """The economy, or EU27, that `wanted` names. Raises ChokepointError listing what it could be."""
    return _meant(con, "importer", "economy", wanted)


def material(con: duckdb.DuckDBPyConnection, wanted: str) -> Meant:
    """The material, or the HS code, that `wanted` names. Raises ChokepointError listing what it could be."""
    code = _CODE.fullmatch(re.sub(r"[\s.]", "", wanted))
    if code:
        return Meant(code[1], f"HS {code[1]}", is_code=True)
    return _meant(con, "material", "material", wanted)


def _meant(con: duckdb.DuckDBPyConnection, kind: str, what: str, wanted: str) -> Meant:
    listed = [(row["key"], row["name"]) for row in published_rows(con, _QUERIES, f"{kind}s")]
    titles = {row["key"]: row["name"] for row in published_rows(con, _QUERIES, f"{kind}_names")}
    asked = _plain(wanted)
    found = sorted({key for key, name in listed if key.casefold() == wanted.strip().casefold()})
    found = found or sorted({key for key, name in listed if asked and _plain(name) == asked})
    if len(found) == 1:
        return Meant(found[0], titles.get(found[0], "European Union"))
    told = f"There is no {what} {wanted!r}."
    if found:
        told = f"{wanted!r} could be several: {_listed(found, titles)}. Name one of them."
    elif near := _near(wanted, listed):
        told += f" Did you mean {_listed(near, titles)}?"
    raise ChokepointError(f"{told} `chokepoint list {kind}s` shows all.")


def _plain(name: str) -> str:
    """The words of a name in order of the alphabet, without accents, case, punctuation and words that say nothing."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    bare = re.sub(r"(?<=\b\w)\.(?=\w\b)", "", bare)  # U.K. is UK
    words = re.findall(r"\w+", bare.replace("_", " "))
    return " ".join(sorted(set(words) - _SILENT or set(words)))


def _near(wanted: str, listed: Iterable[tuple[str, str]]) -> list[str]:
    from rapidfuzz import fuzz, process, utils  # noqa: PLC0415 (only a name that was not found needs it)

    pairs = [(key, name) for key, name in listed if len(name) > 3]
    names = [name for _, name in pairs]
    best = process.extract(
        wanted, names, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=_NEAR, limit=5 * _MOST
    )
    return list(dict.fromkeys(pairs[place][0] for _, _, place in best))[:_MOST]


def _listed(keys: Iterable[str], titles: dict[str, str]) -> str:
    return ", ".join(f"{titles.get(key, key)} ({key})" for key in keys)
