"""The default watch list covers the catalogue, and a plan counts what it would cost without asking anybody."""

from __future__ import annotations

import csv
from pathlib import Path

from pydantic import SecretStr

from pipelines import watch
from pipelines.http.policy import POLICIES
from pipelines.people.plan import plan
from pipelines.settings import PROJECT_ROOT, Settings

SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_material_with_a_trade_code_in_force_is_asked_for() -> None:
    codes = set(watch.hs_codes())
    sets: dict[str, dict[str, set[str]]] = {}
    for row in seed("material_codes"):
        if not row["edition_to"]:
            sets.setdefault(row["material"], {}).setdefault(row["code_set"], set()).add(row["hs_code"])
    missed = [material for material, found in sets.items() if not any(one <= codes for one in found.values())]
    assert missed == []
    assert {"280530", "284610", "284690", "850511", "811292"} <= codes
    assert "2836" not in codes, "soda ash is no lithium"


def test_the_reporters_hold_the_group_of_twenty_and_the_most_wanted_come_first() -> None:
    reporters = watch.reporters()
    assert reporters[:3] == ["JPN", "CHN", "USA"]
    twenty = {
        "ARG",
        "AUS",
        "BRA",
        "CAN",
        "CHN",
        "DEU",
        "FRA",
        "GBR",
        "IDN",
        "IND",
        "ITA",
        "JPN",
        "KOR",
        "MEX",
        "RUS",
        "SAU",
        "TUR",
        "USA",
        "ZAF",
    }
    assert twenty <= set(reporters)
    assert len(set(reporters)) == len(reporters)


def test_a_plan_counts_questions_days_and_what_a_key_changes(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, reporters=["JPN", "CHN"], hs_codes=["2846", "280530", "284690"])
    (found,) = [one for one in plan(settings, "comtrade") if one.dataset == "comtrade__trade"]
    years = settings.years_back
    assert found.questions == found.open == 2 * 2 * 3 * years, "reporters, flows, codes, years"
    assert found.a_day == POLICIES["comtrade"].per_day
    assert found.days == 1
    assert found.questions_with_key == 2 * 2 * (years + years + 1), "all codes in one question, by year and by month"
    assert not list(tmp_path.rglob("*.sqlite*")), "nothing was counted as sent"


def test_a_long_history_takes_more_days(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    due, since = (
        next(one for one in plan(settings, "comtrade", year) if one.dataset == "comtrade__trade")
        for year in (None, 1995)
    )
    assert since.questions > due.questions and since.days and due.days and since.days > due.days
    assert since.years.startswith("1995-")


def test_a_dataset_that_needs_a_key_asks_for_nothing_without_one(tmp_path: Path) -> None:
    found = {one.dataset: one for one in plan(Settings(data_dir=tmp_path))}
    assert found["us_census__trade"].questions == 0 and found["us_census__trade"].questions_with_key > 0
    assert found["china_customs__trade"].is_file_only
    keyed = Settings(data_dir=tmp_path, keys={"us_census": SecretStr("k")})
    (trade,) = [one for one in plan(keyed, "us_census") if one.dataset == "us_census__trade"]
    assert trade.has_key and trade.questions == trade.questions_with_key
