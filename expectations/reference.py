"""Code lists for the suites, from the same seeds that dbt joins to."""

import csv
from pathlib import Path

SEEDS = Path(__file__).parent.parent / "dbt_project" / "seeds"


def codes(seed: str, column: str) -> list[int | str]:
    """The values of one seed column: integers where all of them are, else text."""
    values = [row[column] for row in rows(seed)]
    return [int(value) for value in values] if all(value.isdigit() for value in values) else list(values)


def rows(seed: str) -> list[dict[str, str]]:
    """The rows of one seed, as text."""
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
