"""The reference seeds: every code that occurs has a meaning, and no code has two."""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from pipelines.settings import PROJECT_ROOT

SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"
COMPILER = PROJECT_ROOT / "scripts" / "compile_reference.py"
EDITIONS = ("H0", "H1", "H2", "H3", "H4", "H5", "H6")


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def areas() -> dict[int, dict[str, str]]:
    return {int(row["comtrade_code"]): row for row in seed("comtrade_areas")}


@pytest.fixture(scope="module")
def economies() -> dict[str, dict[str, str]]:
    return {row["iso3"]: row for row in seed("economies")}


@pytest.fixture(scope="module")
def code_sets() -> dict[tuple[str, str], list[dict[str, str]]]:
    sets = defaultdict(list)
    for row in seed("material_codes"):
        sets[row["material"], row["code_set"]].append(row)
    return dict(sets)


def validity(row: dict[str, str]) -> list[str]:
    """The editions in which the code of a row means what the row says."""
    return [e for e in EDITIONS if (row["edition_from"] or "H0") <= e <= (row["edition_to"] or "H6")]


def codes_by_edition(shared_data: Path) -> dict[str, set[str]]:
    """The six-digit codes of each edition, from the correlation tables of the UN Statistics Division."""
    years = dict(zip(("1992", "1996", "2002", "2007", "2012", "2017", "2022"), EDITIONS, strict=True))
    known: dict[str, set[str]] = {edition: set() for edition in EDITIONS}
    path = shared_data / "concordance" / "HS_consolidated_comtrade_concordances.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            later, earlier = row["adjustment"].split(" to ")
            if later in years and earlier in years:
                known[years[earlier]].add(row["code.before"].zfill(6))
                known[years[later]].add(row["code.after"].zfill(6))
    return known


def compile_reference(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(COMPILER), *options], capture_output=True, text=True, check=False)


def test_the_compiled_seeds_are_what_the_publishers_lists_give(shared_data: Path) -> None:
    answer = compile_reference("--check", "--lists", str(shared_data / "comtrade" / "reference"))
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_check_names_a_seed_that_was_edited_by_hand(shared_data: Path, tmp_path: Path) -> None:
    lists = str(shared_data / "comtrade" / "reference")
    assert compile_reference("--lists", lists, "--seeds", str(tmp_path)).returncode == 0
    edited = tmp_path / "economies.csv"
    edited.write_text(edited.read_text(encoding="utf-8").replace("Japan", "Nippon"), encoding="utf-8")

    answer = compile_reference("--check", "--lists", lists, "--seeds", str(tmp_path))

    assert answer.returncode == 1
    assert "economies.csv" in answer.stdout
    assert "comtrade_areas.csv" not in answer.stdout
    assert "Nippon" in edited.read_text(encoding="utf-8")


def test_every_area_code_in_the_annual_extracts_has_a_meaning(
    shared_data: Path, areas: dict[int, dict[str, str]]
) -> None:
    for path in sorted((shared_data / "comtrade" / "annual_31_codes").glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            found = {int(row[side]) for row in csv.DictReader(file) for side in ("reporter", "partner")}
        assert len(found) > 200
        assert found - areas.keys() == set(), path.name


def test_every_area_code_in_the_previews_has_a_meaning(shared_data: Path, areas: dict[int, dict[str, str]]) -> None:
    found = set()
    for path in sorted((shared_data / "comtrade").glob("preview_*/[0-9]*.json")):
        body = json.loads(path.read_bytes())
        for row in body["data"] if isinstance(body, dict) else body:
            found |= {row["reporterCode"], row["partnerCode"], row["partner2Code"]}
    assert {0, 156, 392, 490} <= found
    assert found - areas.keys() == set()


def test_the_publishers_iso_codes_in_the_previews_agree(shared_data: Path, areas: dict[int, dict[str, str]]) -> None:
    for path in sorted((shared_data / "comtrade" / "preview_china_2846_1993_2024").glob("[0-9]*.json")):
        for row in json.loads(path.read_bytes())["data"]:
            assert areas[row["partnerCode"]]["publisher_iso"] == row["partnerISO"].strip()


@pytest.mark.parametrize(
    ("iso3", "code"),
    [
        ("USA", 842),
        ("IND", 699),
        ("FRA", 251),
        ("NOR", 579),
        ("CHE", 757),
        ("ITA", 380),
        ("DEU", 276),
        ("TWN", 490),
        ("CHN", 156),
        ("ZAF", 710),
        ("BEL", 56),
    ],
)
def test_an_economy_is_asked_for_under_the_code_that_serves_it(
    iso3: str, code: int, economies: dict[str, dict[str, str]], areas: dict[int, dict[str, str]]
) -> None:
    assert economies[iso3]["comtrade_code"] == str(code)
    assert areas[code]["iso3"] == iso3


@pytest.mark.parametrize(
    ("code", "iso3"),
    [
        (840, "USA"),
        (841, "USA"),
        (250, "FRA"),
        (381, "ITA"),
        (356, "IND"),
        (578, "NOR"),
        (756, "CHE"),
        (280, "DEU"),
        (810, "SUN"),
        (891, "SCG"),
        (158, "TWN"),
        (711, "ZAF"),
    ],
)
def test_an_older_code_leads_to_the_economy_it_stood_for(
    code: int, iso3: str, areas: dict[int, dict[str, str]]
) -> None:
    assert (areas[code]["iso3"], areas[code]["partner_key"], areas[code]["kind"]) == (iso3, iso3, "economy")


def test_only_economies_have_an_iso3_and_every_one_is_listed(
    areas: dict[int, dict[str, str]], economies: dict[str, dict[str, str]]
) -> None:
    for code, row in areas.items():
        assert bool(row["iso3"]) == (row["kind"] == "economy"), code
        assert not row["iso3"] or row["iso3"] in economies, code
    assert {row["iso3"] for row in areas.values()} - {""} == economies.keys() - {"MCO"}


def test_what_is_no_economy_has_a_key_of_its_own_that_is_no_iso3(
    areas: dict[int, dict[str, str]], economies: dict[str, dict[str, str]]
) -> None:
    keys = [row["partner_key"] for row in areas.values() if row["kind"] != "economy"]
    assert len(keys) == len(set(keys))
    assert not set(keys) & economies.keys()
    assert areas[0]["partner_key"] == "W00"
    assert areas[899]["partner_key"] == "_X"


def test_regions_and_bunkers_are_never_a_country(areas: dict[int, dict[str, str]]) -> None:
    nes = {129, 221, 290, 471, 472, 473, 492, 527, 568, 577, 636, 637, 697, 879, 899}
    assert {areas[code]["kind"] for code in nes} == {"unspecified"}
    assert {areas[code]["kind"] for code in (837, 838, 839)} == {"special"}
    assert {areas[code]["kind"] for code in (97, 975)} == {"group"}
    unmarked = [row["name"] for row in areas.values() if row["name"].endswith(", nes") and row["kind"] == "economy"]
    assert unmarked == ["Other Asia, nes"]


def test_no_present_economy_shares_an_alpha_2_code(economies: dict[str, dict[str, str]]) -> None:
    codes = [row["iso2"] for row in economies.values() if row["iso2"]]
    assert len(codes) == len(set(codes))
    assert all(row["iso2"] for row in economies.values() if row["is_current"] == "true")
    assert economies["NAM"]["iso2"] == "NA"


def test_memberships_have_their_number_of_members(economies: dict[str, dict[str, str]]) -> None:
    counts = {flag: sum(row[flag] == "true" for row in economies.values()) for flag in ("is_eu27", "is_g7", "is_oecd")}
    assert counts == {"is_eu27": 27, "is_g7": 7, "is_oecd": 38}
    withdrawn = {iso3 for iso3, row in economies.items() if row["is_current"] == "false"}
    assert {"SUN", "YUG", "CSK", "DDR", "ANT", "SCG"} <= withdrawn
    assert not any(economies[iso3]["is_oecd"] == "true" for iso3 in withdrawn)


def test_a_code_set_is_the_codes_it_names_at_one_stage_with_one_rank(
    code_sets: dict[tuple[str, str], list[dict[str, str]]],
) -> None:
    ranks = defaultdict(list)
    for (material, code_set), rows in code_sets.items():
        assert code_set.split("+") == [row["hs_code"] for row in rows]
        for column in ("stage", "fit", "preference", "edition_from", "edition_to", "note"):
            assert len({row[column] for row in rows}) == 1, (material, code_set, column)
        ranks[material].append(int(rows[0]["preference"]))
    for material, preferences in ranks.items():
        assert sorted(preferences) == list(range(1, len(preferences) + 1)), material


def test_no_code_set_counts_the_same_goods_twice(code_sets: dict[tuple[str, str], list[dict[str, str]]]) -> None:
    for (_, code_set), rows in code_sets.items():
        codes = [row["hs_code"] for row in rows]
        assert not [(a, b) for i, a in enumerate(codes) for j, b in enumerate(codes) if i != j and b.startswith(a)], (
            code_set
        )


def test_within_a_stage_a_better_fit_is_used_first(
    code_sets: dict[tuple[str, str], list[dict[str, str]]],
) -> None:
    order = ["exact", "dominant", "proxy"]
    stages = defaultdict(list)
    for (material, _), rows in code_sets.items():
        stages[material, rows[0]["stage"]].append((int(rows[0]["preference"]), order.index(rows[0]["fit"])))
    for key, ranked in stages.items():
        fits = [fit for _, fit in sorted(ranked)]
        assert fits == sorted(fits), key


def test_every_code_exists_in_each_edition_of_its_validity(
    shared_data: Path, code_sets: dict[tuple[str, str], list[dict[str, str]]]
) -> None:
    known = codes_by_edition(shared_data)
    unknown = [
        (row["hs_code"], edition)
        for rows in code_sets.values()
        for row in rows
        for edition in validity(row)
        if not any(code.startswith(row["hs_code"]) for code in known[edition])
    ]
    assert unknown == []


def test_every_material_is_answered_for_in_every_edition(
    code_sets: dict[tuple[str, str], list[dict[str, str]]],
) -> None:
    covered = defaultdict(set)
    for (material, _), rows in code_sets.items():
        covered[material] |= set(validity(rows[0]))
    holes = {material: set(EDITIONS) - editions for material, editions in covered.items()}
    assert covered.keys() == {row["material"] for row in seed("materials")}
    assert {material: hole for material, hole in holes.items() if hole} == {}


def test_a_material_that_only_proxies_stand_for_says_so(
    code_sets: dict[tuple[str, str], list[dict[str, str]]],
) -> None:
    notes = {row["material"]: row["note"] for row in seed("materials")}
    for edition in EDITIONS:
        fits = defaultdict(set)
        for (material, _), rows in code_sets.items():
            if edition in validity(rows[0]):
                fits[material].add(rows[0]["fit"])
        for material, kinds in fits.items():
            if kinds == {"proxy"}:
                assert any(f"code of {whose} own" in notes[material].lower() for whose in ("its", "their")), material


def test_the_codes_of_the_extracts_belong_to_a_material(
    shared_data: Path, code_sets: dict[tuple[str, str], list[dict[str, str]]]
) -> None:
    critical = json.loads((shared_data / "comtrade" / "annual_31_codes" / "critical_codes.json").read_bytes())
    wanted = {entry["hs6"] for entry in critical["codes"]}
    wanted |= {path.stem.split("_")[1] for path in (shared_data / "comtrade" / "preview_2023").glob("*.json")}
    assert len(wanted) > 31
    assert wanted - {code_set for _, code_set in code_sets} == set()


def test_codes_that_hold_other_goods_are_never_called_exact(
    code_sets: dict[tuple[str, str], list[dict[str, str]]],
) -> None:
    shared = {
        "2805", "2825", "2836", "253090", "261220", "261590", "270112", "280429", "280450", "281129", "282590",
        "283329", "811291", "811292", "850511",
    }  # fmt: skip
    for rows in code_sets.values():
        if shared & {row["hs_code"] for row in rows}:
            assert rows[0]["fit"] != "exact"


def test_rare_earths_are_three_codes_and_four_digits_only_stand_in(
    code_sets: dict[tuple[str, str], list[dict[str, str]]],
) -> None:
    best, stand_in = code_sets["rare_earths", "280530+284610+284690"], code_sets["rare_earths", "2805+2846"]
    assert (best[0]["fit"], best[0]["preference"]) == ("exact", "1")
    assert (stand_in[0]["fit"], stand_in[0]["preference"]) == ("proxy", "2")
    assert {best[0]["stage"], stand_in[0]["stage"]} == {"mixed"}


def test_thresholds_are_shares_of_one() -> None:
    values = {row["threshold"]: row["value"] for row in seed("thresholds")}
    assert values == {"doj_ftc_high": "0.18", "doj_ftc_moderate": "0.10", "ec_cdi1": "0.40", "cepii_geodep": "0.40"}
