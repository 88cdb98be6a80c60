"""Published scores of the EU's assessments: loading them, and what is wrong with a wrong file."""

from __future__ import annotations

import pytest
from warehouses import Load, arrival, fixture

from pipelines.sources.eu_criticality import SCORE as DATASET
from warehouse.errors import DataError
from warehouse.load import Accounts

RAW = f"raw.{DATASET.name}"
BODY = fixture(DATASET, "csv")


def test_every_score_is_accepted_also_that_of_a_name_with_a_line_break(loaded: Load) -> None:
    load = loaded(DATASET, [arrival(DATASET, BODY)])
    assert load.accounts == Accounts(documents=1, read=25, accepted=25)
    assert load.rows(
        f"select year, sr, ei from {RAW} where material like 'Natural Teak%' and sr <> '-' order by 1"
    ) == [
        ("2017", "0.9", "2"),
        ("2020", "1.9", "2"),
        ("2023", "1.7", "2.4"),
    ]
    assert load.broken_rules == []


def test_two_scores_of_one_assessment_are_quarantined(loaded: Load) -> None:
    body = BODY.replace(b"Gallium,2014", b"Gallium,2011")
    assert loaded(DATASET, [arrival(DATASET, body)]).accounts.quarantined == 2


def test_one_score_without_the_other_fails_the_suite(loaded: Load) -> None:
    load = loaded(DATASET, [arrival(DATASET, BODY.replace(b"Gallium,2023,3.9,3.7", b"Gallium,2023,3.9,-"))])
    assert load.broken_rules == ["each score is a number from 0 to 10, or both are a dash"]


def test_an_assessment_that_is_not_known_fails_the_suite(loaded: Load) -> None:
    load = loaded(DATASET, [arrival(DATASET, BODY.replace(b"Gallium,2023", b"Gallium,2026"))])
    assert load.broken_rules == ["expect_column_values_to_be_in_set column year"]


def test_a_file_with_other_columns_is_not_loaded(loaded: Load) -> None:
    with pytest.raises(DataError, match="the header Material,Year,SR,EI"):
        loaded(DATASET, [arrival(DATASET, BODY.replace(b"Year", b"Jahr", 1))])
