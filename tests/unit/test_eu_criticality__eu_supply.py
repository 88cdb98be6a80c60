"""Shares of the EU's sourcing in the criticality study: loading them, and what is wrong with a wrong file."""

from __future__ import annotations

import pytest
from warehouses import Load, arrival, fixture

from pipelines.sources.eu_criticality import EU_SUPPLY as DATASET
from warehouse.errors import DataError
from warehouse.load import Accounts

RAW = f"raw.{DATASET.name}"
BODY = fixture(DATASET, "csv")


def test_every_share_is_accepted_as_printed_with_the_one_that_lacks_its_sign(loaded: Load) -> None:
    load = loaded(DATASET, [arrival(DATASET, BODY)])
    assert load.accounts == Accounts(documents=1, read=29, accepted=29)
    assert load.rows(f"select share from {RAW} where material = 'Silicon metal' and country = 'Germany'") == [("6",)]
    assert load.broken_rules == []


def test_a_file_with_other_columns_is_not_loaded(loaded: Load) -> None:
    with pytest.raises(DataError, match="the header Material,Stage,Country,Share,t"):
        loaded(DATASET, [arrival(DATASET, BODY.replace(b"Share", b"Anteil", 1))])


def test_countries_below_one_percent_may_be_missing_but_no_share_may_be_too_much(loaded: Load) -> None:
    load = loaded(DATASET, [arrival(DATASET, BODY.replace(b"Gallium,P,Germany,2%", b"Gallium,P,Germany,20%"))])
    assert load.broken_rules == ["the shares of a material at a stage add up to at most 103 %"]


def test_a_trade_parameter_that_is_none_fails_the_suite(loaded: Load) -> None:
    load = loaded(DATASET, [arrival(DATASET, BODY.replace(b"Gallium,P,Germany,2%,0.8", b"Gallium,P,Germany,2%,8"))])
    assert load.broken_rules == ["each share is a percentage, a bound or a mark that is known, and t a factor near 1"]
