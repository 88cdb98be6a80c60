"""The EU's criticality study of 2023: the rows of the materials that this project follows, as transcribed.

Header, columns, encoding and line ends of the transcription are kept, and the order of its rows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pipelines.settings import PROJECT_ROOT
from pipelines.sources import eu_criticality
from pipelines.sources.contract import Dataset
from warehouse.landing import Arrival

# The files carry no time of retrieval. They are dated when they were taken up here.
TAKEN_UP = datetime(2026, 11, 21, tzinfo=UTC)

REPOSITORY = "github.com/erikemilsson/EU-Critical-Raw-Materials-CRM-Reports-Datasets"
COMMIT = "59383504ead25f91fe9c197a1e660f4813684f17"
FILES = {
    "fact_GlobalSupplyShares_t.csv": (eu_criticality.GLOBAL_SUPPLY, "cp1252"),
    "fact_EUSupplyShares_t.csv": (eu_criticality.EU_SUPPLY, "cp1252"),
    "fact_MaterialUseShares.csv": (eu_criticality.USE, "cp1252"),
    "dimension_CRMsOverTime.csv": (eu_criticality.SCORE, "utf-8"),
}

# Groups of elements that have no material of their own here.
GROUPS = {"hrees", "lrees", "heavy rare earths elements"}


def documents(shared: Path) -> Iterator[Arrival]:
    """One document per table."""
    followed = _followed()
    for name, (dataset, encoding) in FILES.items():
        yield _arrival(name, dataset, _selected((shared / "eu_crm" / name).read_bytes(), encoding, followed))


def _followed() -> set[str]:
    seed = PROJECT_ROOT / "dbt_project" / "seeds" / "eu_criticality_materials.csv"
    with seed.open(encoding="utf-8", newline="") as file:
        return {row["material_printed"] for row in csv.DictReader(file) if row["material"]} | GROUPS


def _selected(body: bytes, encoding: str, followed: set[str]) -> bytes:
    header, *rows = csv.reader(io.StringIO(body.decode(encoding), newline=""))
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *(row for row in rows if " ".join(row[0].lower().split()) in followed)])
    return out.getvalue().encode(encoding)


def _arrival(name: str, dataset: Dataset, body: bytes) -> Arrival:
    return Arrival(
        dataset=dataset.name,
        key=f"study-{eu_criticality.EDITION}",
        body=body,
        retrieved_at=TAKEN_UP,
        url=dataset.documentation,
        publisher=dataset.publisher,
        licence=dataset.licence,
        scope={"edition": [eu_criticality.EDITION]},
        content_type="text/csv",
        released_at="2023-03-16",
        origin="snapshot",
        kind="selection",
        obtained_from=f"{REPOSITORY} at {COMMIT[:7]}, {name.replace('Shares_t', 'Shares&t')}, a transcription of the "
        "annexes; time of retrieval unknown and set to 2026-11-21",
    )
