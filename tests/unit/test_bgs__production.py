"""World Mineral Statistics of BGS: what is asked, which answers are refused, and what a load makes of a wrong one."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from warehouses import Load, Loaded, arrival, fixture

from expectations.reference import codes
from pipelines.settings import Settings
from pipelines.sources.bgs import COMMODITIES, PAGE, check, more, requests
from pipelines.sources.bgs import PRODUCTION as DATASET
from pipelines.sources.contract import Request
from warehouse.errors import DataError
from warehouse.landing import Arrival
from warehouse.load import Accounts

RAW = f"raw.{DATASET.name}"
BODY = fixture(DATASET, "json")
OXIDES = "rare earth oxides"


def asked(commodity: str = OXIDES) -> Request:
    (request,) = [one for one in requests(Settings(), None) if one.scope["commodity"] == [commodity]]
    return request


def came(body: bytes, key: str = "production-rare_earth_oxides-0", commodity: str = OXIDES) -> Arrival:
    return arrival(DATASET, body, key=key, scope={"statistic": ["Production"], "commodity": [commodity]})


def answer(**changes: Any) -> bytes:
    return json.dumps({**json.loads(BODY), **changes}).encode()


def with_feature(number: int, **properties: Any) -> bytes:
    """The fixture with properties of one feature changed."""
    features = json.loads(BODY)["features"]
    features[number - 1]["properties"].update(properties)
    return answer(features=features)


def without_property(name: str) -> bytes:
    features = json.loads(BODY)["features"]
    for feature in features:
        del feature["properties"][name]
    return answer(features=features)


# What is asked


def test_each_commodity_is_asked_for_by_its_own_name_and_key() -> None:
    found = list(requests(Settings(base_urls={"bgs": "http://127.0.0.1:1"}), None))
    assert [request.scope["commodity"] for request in found] == [[name] for name in COMMODITIES]
    assert len({request.key for request in found}) == len(found)
    assert found[0].url == "http://127.0.0.1:1/collections/world-mineral-statistics/items"
    assert found[2].key == "production-gallium_primary-0"
    assert found[2].params["bgs_commodity_trans"] == "gallium, primary"
    assert (found[2].params["f"], found[2].params["limit"], found[2].params["offset"]) == ("json", str(PAGE), "0")


def test_every_commodity_that_is_asked_for_has_a_stage_and_form_in_the_seed() -> None:
    assert sorted(COMMODITIES) == sorted(map(str, codes("bgs_commodities", "commodity_printed")))


def test_the_next_page_begins_after_the_features_that_came_and_has_its_own_key() -> None:
    following = more(answer(numberMatched=11), asked())
    assert following is not None
    assert (following.key, following.params["offset"]) == ("production-rare_earth_oxides-8", "8")
    assert following.scope == asked().scope
    assert more(answer(numberMatched=16), following) is None
    assert more(BODY, asked()) is None


# Answers that are refused before they land


def test_a_whole_page_passes() -> None:
    check(BODY, "BGS", asked())
    check(answer(features=[], numberMatched=0, numberReturned=0), "BGS", asked())


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (BODY[:-40], "whole JSON"),
        (b'{"code": "InvalidParameterValue", "description": "unknown query parameter"}', "unknown query parameter"),
        (b'{"type": "FeatureCollection"}', "list features"),
        (b"[]", "list features"),
        (answer(numberReturned=9), "expected 9 features; came 8"),
        (answer(numberMatched=None), "numberMatched None"),
        (answer(numberMatched=500), "or the rest of 500"),
        (answer(features=[], numberReturned=0), "0 from 0 on"),
        (without_property("units"), "without units"),
        (with_feature(3, bgs_commodity_trans="rare earth minerals"), "came Production of rare earth minerals"),
        (with_feature(3, bgs_statistic_type_trans="Imports"), "came Imports of rare earth oxides"),
    ],
)
def test_an_answer_that_is_not_a_whole_page_of_what_was_asked_is_refused(body: bytes, told: str) -> None:
    with pytest.raises(DataError, match=told):
        check(body, "BGS", asked())


# Loads


def test_every_feature_is_accounted_for_and_one_that_comes_twice_counts_once(loaded: Load) -> None:
    load = loaded(DATASET, [came(BODY)])
    assert load.accounts == Accounts(documents=1, read=8, accepted=7, excluded=1)
    assert load.rows("select rule, rows from raw.exclusion") == [("repeats a feature", 1)]
    assert load.rows(f"select page_offset, number_matched, count(*) from {RAW} group by all") == [(0, 8, 7)]
    assert load.broken_rules == []


def test_a_figure_that_is_not_available_stays_null_and_nil_stays_zero(loaded: Load) -> None:
    load = loaded(DATASET, [came(BODY)])
    assert load.rows(
        f"select country_trans, quantity from {RAW} where quantity is null or quantity = 0 order by 1"
    ) == [
        ("Brazil", None),
        ("Burundi", 0),
        ("India", 0),
    ]


def test_two_pages_of_one_series_are_two_documents(loaded: Load) -> None:
    features = json.loads(BODY)["features"]
    pages = [
        came(answer(features=features[:4], numberReturned=4)),
        came(answer(features=features[4:], numberReturned=4), key="production-rare_earth_oxides-4"),
    ]
    load = loaded(DATASET, pages)
    assert load.accounts == Accounts(documents=2, read=8, accepted=8)
    assert load.rows(f"select page_offset, count(*) from {RAW} group by 1 order by 1") == [(0, 4), (4, 4)]


def test_one_id_with_two_contents_is_quarantined(loaded: Load) -> None:
    load = loaded(DATASET, [came(with_feature(7, quantity=1))])
    assert load.accounts == Accounts(documents=1, read=8, accepted=6, quarantined=2)
    assert load.rows("select distinct reason from raw.quarantine") == [("one feature id with two contents",)]


def test_two_features_of_one_country_and_year_are_quarantined_whatever_form_the_year_has(loaded: Load) -> None:
    load = loaded(DATASET, [came(with_feature(1, year="2022-01-01 00:00:00"))])
    assert load.rows("select distinct reason from raw.quarantine") == [("the key occurs more than once",)]


def test_features_without_an_id_are_told_apart_by_their_contents(loaded: Load) -> None:
    features = json.loads(BODY)["features"]
    for feature in features:
        del feature["id"]
    assert loaded(DATASET, [came(answer(features=features))]).accounts == Accounts(
        documents=1, read=8, accepted=7, excluded=1
    )


def test_a_quantity_that_is_no_number_is_quarantined_and_fails_the_suite(loaded: Load) -> None:
    load = loaded(DATASET, [came(with_feature(1, quantity="168 000"))])
    assert load.rows("select reason from raw.quarantine") == [("not a number: quantity",)]
    assert "no row that could not be read (see raw.quarantine)" in load.broken_rules


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"code": "NoApplicableCode", "description": "query error"}', "the error NoApplicableCode: query error"),
        (answer(numberReturned=9), "expected 9 features"),
        (without_property("country_iso3_code"), "features without country_iso3_code"),
    ],
)
def test_a_document_of_another_shape_is_not_loaded(loaded: Load, body: bytes, told: str) -> None:
    with pytest.raises(DataError, match=told):
        loaded(DATASET, [came(body)])


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"units": "barrels"}, "expect_column_values_to_be_in_set column units"),
        ({"quantity": -5}, "expect_column_values_to_be_between column quantity"),
        ({"quantity": None}, "each quantity is what the publisher's word beside it says"),
        ({"data_precision_description": "Provisional"}, "each quantity is what the publisher's word beside it says"),
        ({"year": "0021-01-01"}, "each year is from 1970 on, which is where the figures begin"),
        ({"bgs_commodity_trans": "rare earth ores"}, "expect_column_values_to_be_in_set column bgs_commodity_trans"),
    ],
)
def test_a_value_that_the_contract_does_not_have_fails_the_suite(
    loaded: Load, changes: dict[str, Any], rule: str
) -> None:
    assert rule in loaded(DATASET, [came(with_feature(1, **changes))]).broken_rules


def test_an_empty_series_loads_as_no_rows(loaded: Load) -> None:
    load = loaded(DATASET, [came(answer(features=[], numberMatched=0, numberReturned=0))])
    assert load.accounts == Accounts(documents=1)


# Real figures, in the form in which they would have come


def collections(folder: Path) -> Iterator[Arrival]:
    """The published rows of each commodity as one page of the API; the ids are their places in the file."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for commodity in sorted({row["bgs_commodity_trans"] for row in rows}):
            features = [
                {"type": "Feature", "id": str(number), "geometry": None, "properties": _properties(row)}
                for number, row in enumerate(rows)
                if row["bgs_commodity_trans"] == commodity
            ]
            counts = {"numberMatched": len(features), "numberReturned": len(features)}
            body = json.dumps({"type": "FeatureCollection", **counts, "features": features}).encode()
            check(body, path.name, asked(commodity))
            yield came(body, key=asked(commodity).key, commodity=commodity)


def _properties(row: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {name: value or None for name, value in row.items() if name not in ("x", "y")}
    found["quantity"] = int(row["quantity"]) if row["quantity"] else None
    return found


@pytest.fixture
def real(loaded: Load, shared_data: Path) -> Loaded:
    return loaded(DATASET, collections(shared_data / "bgs"))


def test_every_published_row_of_six_minerals_is_accepted_and_passes_its_suite(real: Loaded) -> None:
    assert real.accounts == Accounts(documents=7, read=4269, accepted=4269)
    assert real.verdict.is_passed, str(real.verdict)


def test_oxides_and_minerals_stay_apart_and_china_has_its_published_figures(real: Loaded) -> None:
    query = f"""
        select bgs_commodity_trans, count(*), count(distinct units)
        from {RAW} where bgs_commodity_trans like 'rare earth%' group by 1 order by 1
    """
    assert real.rows(query) == [("rare earth minerals", 375, 1), ("rare earth oxides", 264, 1)]
    assert real.rows(
        f"select substr(year, 1, 4), quantity from {RAW} "
        f"where bgs_commodity_trans = '{OXIDES}' and country_trans = 'China' and year >= '2022' order by 1"
    ) == [("2022", 210000), ("2023", 255000)]
