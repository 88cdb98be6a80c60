"""The concordance of HS editions: what the seed says of known splits and mergers, and that it is compiled."""

from __future__ import annotations

import csv
import subprocess
import sys
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


def test_restating_in_2017_divides_fewer_codes_than_restating_in_2022() -> None:
    divided = {
        edition: len({(row["from_edition"], row["from_code"]) for row in RELATIONS
                      if row["to_edition"] == edition and row["is_ambiguous"] == "true"})
        for edition in ("H5", "H6")
    }  # fmt: skip
    assert divided == {"H5": 30, "H6": 49}
