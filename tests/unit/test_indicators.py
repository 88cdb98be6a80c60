"""The catalogue of indicators: every figure of a mart is defined, and no definition is of nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal

import yaml

from pipelines.settings import PROJECT_ROOT

DBT = PROJECT_ROOT / "dbt_project"
# Rooms of measurements about the data (quality), of lists (reference) and of where figures come from (provenance).
WITHOUT_INDICATORS = {"quality", "reference", "provenance"}


def definitions() -> list[dict[str, str]]:
    with (DBT / "seeds" / "indicator_definitions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def figures() -> Iterator[tuple[str, str]]:
    """Table and name of each column of type double, as the contracts of the marts declare them."""
    for path in sorted((DBT / "models" / "marts").glob("*/*.yml")):
        if path.parent.name not in WITHOUT_INDICATORS:
            for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
                for column in model["columns"]:
                    if column.get("data_type", "").lower() == "double":
                        yield f"{path.parent.name}.{model['name']}", column["name"]


def test_each_figure_of_a_mart_is_defined_and_each_definition_has_its_column() -> None:
    defined, there = {(row["model"], row["column_name"]) for row in definitions()}, set(figures())
    assert len(there) > 30
    assert not there - defined, "add them to dbt_project/seeds/indicator_definitions.csv"
    assert not defined - there, "no mart has these columns of type double"


def test_the_range_of_an_indicator_is_a_range() -> None:
    for row in definitions():
        low, high = (Decimal(row[end]) if row[end] else None for end in ("range_low", "range_high"))
        assert low is None or high is None or low < high, row
