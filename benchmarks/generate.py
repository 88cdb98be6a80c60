"""Files of the publishers' layouts in any size, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import duckdb

from expectations.reference import codes
from expectations.reference import rows as seed_rows

_AREAS, _CODES = 200, 5000
_STEP = 2654435761  # without a factor of the number of keys, so that no key comes twice


def economies() -> list[int]:
    """Codes of economies that have no other code: a rival that groups by code then groups by economy."""
    areas = seed_rows("comtrade_areas")
    often = Counter(area["partner_key"] for area in areas)
    single = (area for area in areas if area["kind"] == "economy" and often[area["partner_key"]] == 1)
    return sorted(int(area["comtrade_code"]) for area in single)[:_AREAS]


def baci_year(path: Path, rows: int, year: int, seed: int = 1, areas: list[int] | None = None) -> Path:
    """One year of BACI, written once: 200 areas, 5,000 codes, values with a heavy tail, 3 % without a quantity.

    Nearly `rows` rows, since no area trades with itself; at most 200 million.
    """
    if path.exists():
        return path
    areas = areas or sorted(int(area) for area in codes("comtrade_areas", "comtrade_code") if int(area) > 0)[:_AREAS]
    partial = path.with_suffix(".partial")
    with duckdb.connect() as con:
        con.execute("set variable areas = ?", [areas])
        con.execute(
            f"""
            copy (
                with placed as (
                    select
                        getvariable('areas')[1 + place // {_CODES} // {_AREAS}] as i,
                        getvariable('areas')[1 + place // {_CODES} % {_AREAS}] as j,
                        lpad(cast(10000 + 190 * (place % {_CODES}) as varchar), 6, '0') as k,
                        hash(place, {seed}) % 1000000 / 1000000.0 as size,
                        hash(place, {seed + 1}) % 1000000 / 1000000.0 as weight
                    from (select (range * {_STEP} + {seed}) % {_AREAS * _AREAS * _CODES} as place from range({rows}))
                )
                select
                    {year} as t, i, j, k,
                    cast(pow(10, 5 * size * size) as decimal(18, 3)) as v,
                    case
                        when weight < 0.03 then 'NA'
                        else cast(cast(pow(10, 5 * size * weight) as decimal(18, 3)) as varchar)
                    end as q
                from placed
                where i <> j
            ) to '{partial}' (format csv, header, delimiter ',', quote '')
            """
        )
    return partial.rename(path)
