"""Files that a person queried and named: what the name says, and what must be true of the file for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.sources.query_file import named
from warehouse.errors import DataError


def of(name: str, most_digits: int = 8) -> tuple[str, dict[str, list[str]]]:
    request = named(Path(name), "https://publisher.example", most_digits)
    return request.key, dict(request.scope)


@pytest.mark.parametrize(
    ("name", "key", "more"),
    [
        ("X-280530+2846-2024.csv", "X-280530+2846-2024", {}),
        ("x-280530+2846-2024.CSV", "X-280530+2846-2024", {}),
        ("X-280530+2846-202403.csv", "X-280530+2846-m03-2024", {"month": ["03"]}),
        ("X-280530+2846-2024-all.csv", "X-280530+2846-all-2024", {"coverage": ["all"]}),
        ("X-280530+2846-2024-selection.csv", "X-280530+2846-selection-2024", {"coverage": ["selection"]}),
        (
            "X-280530+2846-202412-selection.txt",
            "X-280530+2846-m12-selection-2024",
            {"month": ["12"], "coverage": ["selection"]},
        ),
    ],
)
def test_a_name_says_direction_codes_time_and_whether_partners_were_chosen(
    name: str, key: str, more: dict[str, list[str]]
) -> None:
    scope = {"flow": ["X"], "commodity": ["280530", "2846"], "year": ["2024"]}
    assert of(name) == (key, {**scope, **more})


@pytest.mark.parametrize(
    "name",
    [
        "2024out.csv",
        "X-2846.csv",
        "E-2846-2024.csv",
        "X-2846-2024.xls",
        "X-2846-202413.csv",
        "X-284-2024.csv",
        "X-284690123-2024.csv",
        "X-2846-2024-part.csv",
    ],
)
def test_a_name_that_does_not_say_is_refused(name: str) -> None:
    with pytest.raises(DataError, match=r"X-280530\+2846-2024\.csv.*came .*Rename the file; nothing was landed"):
        of(name)
