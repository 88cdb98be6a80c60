"""The default watch list: whose trade in which codes is asked for, the most wanted first. From the seeds of dbt."""

from __future__ import annotations

import csv
from pathlib import Path

_SEEDS = Path(__file__).resolve().parents[1] / "dbt_project" / "seeds"


def reporters() -> list[str]:
    """ISO 3166-1 alpha-3 codes of the seed `watch_reporters`, in its order."""
    return [row["iso3"] for row in sorted(_rows("watch_reporters"), key=lambda row: int(row["place"]))]


def hs_codes() -> list[str]:
    """The codes of every code set in force that is its material (fit exact or dominant), in the seed's order.

    A material that has no such set is asked for by the first of its proxies. A heading is asked for beside its
    subheadings: the one shows what the others leave out.
    """
    sets = [row for row in _rows("material_codes") if not row["edition_to"]]
    close = [row for row in sets if row["fit"] in ("exact", "dominant")]
    covered = {row["material"] for row in close}
    first = {row["material"]: row["code_set"] for row in sorted(sets, key=lambda row: -int(row["preference"]))}
    proxies = [row for row in sets if row["material"] not in covered and row["code_set"] == first[row["material"]]]
    return list(dict.fromkeys(row["hs_code"] for row in (*close, *proxies)))


def comtrade_codes() -> dict[str, str]:
    """The code under which UN Comtrade serves each economy, by ISO 3166-1 alpha-3; of those that it serves."""
    return {row["iso3"]: row["comtrade_code"] for row in _rows("economies") if row["comtrade_code"]}


def area_codes() -> set[str]:
    """The codes under which UN Comtrade serves an area or once did: 842 and 841, but not 840, which has no data."""
    others = {row["comtrade_code"] for row in _rows("comtrade_areas") if row["valid_to"] or row["kind"] != "economy"}
    return others | set(comtrade_codes().values())


def _rows(seed: str) -> list[dict[str, str]]:
    with (_SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
