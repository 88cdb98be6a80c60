"""The concordance of HS editions: what the seed says of known splits and mergers, and that it is compiled."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from pipelines.settings import PROJECT_ROOT

SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"


def read(seed: str) -> list[dict[str, str]]:
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


RELATIONS = read("hs_concordances")


def of(from_edition: str, code: str, to_edition: str) -> list[tuple[str, str, str]]:
    return [
        (row["to_code"], row["relation"], row["is_ambiguous"])
        for row in RELATIONS
        if (row["from_edition"], row["from_code"], row["to_edition"]) == (from_edition, code, to_edition)
    ]


def test_the_seed_is_what_the_script_compiles(shared_data: Path) -> None:
    script = PROJECT_ROOT / "scripts" / "compile_concordance.py"
    run = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_codes_that_2022_split_off_return_to_the_code_of_gallium_and_germanium() -> None:
    assert of("H6", "811231", "H5") == of("H6", "811241", "H5") == [("811292", "n:1", "false")]
    assert of("H5", "811292", "H6") == [
        ("811231", "1:n", "true"), ("811241", "1:n", "true"), ("811292", "1:n", "true"),
    ]  # fmt: skip


def test_germaniums_own_code_of_2002_became_parts_of_two() -> None:
    assert of("H2", "811230", "H3") == [("811292", "n:m", "true"), ("811299", "n:m", "true")]
    assert of("H2", "811230", "H6") != []


def test_a_heading_is_related_to_headings() -> None:
    assert of("H0", "2846", "H6") == of("H6", "2846", "H0") == [("2846", "1:1", "false")]


def test_magnets_that_became_waste_are_named_but_waste_does_not_become_magnets() -> None:
    assert [code for code, _, _ in of("H5", "850511", "H6")] == [
        "850511", "854921", "854929", "854931", "854939", "854991", "854999",
    ]  # fmt: skip
    assert of("H6", "854921", "H5") == []
    assert of("H6", "850511", "H5") == [("850511", "n:1", "false")]


def test_a_code_is_ambiguous_exactly_where_it_has_several_targets() -> None:
    targets: dict[tuple[str, str, str], int] = {}
    for row in RELATIONS:
        key = (row["from_edition"], row["from_code"], row["to_edition"])
        targets[key] = targets.get(key, 0) + 1
    for row in RELATIONS:
        several = targets[row["from_edition"], row["from_code"], row["to_edition"]] > 1
        assert row["is_ambiguous"] == str(several).lower()
        assert row["relation"].endswith(("n", "m")) == several


def test_every_code_that_stands_for_a_material_is_known_in_its_edition() -> None:
    known = {row["from_code"] for row in RELATIONS}
    assert {row["hs_code"] for row in read("material_codes")} <= known


def test_the_headings_have_the_codes_of_the_publishers_lists(shared_data: Path) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for row in read("hs_headings"):
        found[row["edition"]].add(row["hs_code"])
    for edition in ("H3", "H4", "H5", "H6"):
        body = json.loads((shared_data / "concordance" / f"classification{edition}.json").read_text("utf-8-sig"))
        listed = {item["id"] for item in (body["results"] if isinstance(body, dict) else body) if len(item["id"]) == 6}
        headings = {code[:4] for code in found[edition]}
        assert found[edition] == {code for code in listed if code[:4] in headings}
    assert {row["hs_code"][:4] for row in read("material_codes")} <= {row["heading"] for row in read("hs_headings")}


def test_a_heading_with_one_code_is_known_in_each_edition() -> None:
    codes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in read("hs_headings"):
        codes[row["edition"], row["heading"]].append(row["hs_code"])
    assert codes["H6", "2822"] == ["282200"]
    assert codes["H6", "8106"] == ["810610", "810690"]
    assert codes["H5", "8106"] == ["810600"]
    assert codes["H3", "2528"] == ["252810", "252890"]
    assert codes["H4", "2528"] == ["252800"]


def test_restating_in_2017_divides_fewer_codes_than_restating_in_2022() -> None:
    divided = {
        edition: len({(row["from_edition"], row["from_code"]) for row in RELATIONS
                      if row["to_edition"] == edition and row["is_ambiguous"] == "true"})
        for edition in ("H5", "H6")
    }  # fmt: skip
    assert divided == {"H5": 30, "H6": 49}
