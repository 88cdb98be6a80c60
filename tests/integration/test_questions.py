"""What a stranger would ask: the largest economies about every material. Each gets an answer, or one line why not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines.people.cli import main
from pipelines.settings import settings
from warehouse.store import connect

LARGEST = (
    "CHN", "USA", "DEU", "JPN", "IND", "GBR", "FRA", "ITA", "BRA", "CAN",
    "RUS", "KOR", "AUS", "ESP", "MEX", "IDN", "TUR", "NLD", "SAU", "CHE",
)  # fmt: skip
Ask = Callable[..., Result]


@pytest.fixture
def ask(snapshot_warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    monkeypatch.setenv("CHOKEPOINT_DATA_DIR", str(snapshot_warehouse))
    monkeypatch.setenv("COLUMNS", "1000")
    settings.cache_clear()
    yield lambda *arguments: CliRunner().invoke(main, ["show", *arguments])
    settings.cache_clear()


@pytest.fixture
def materials(snapshot_warehouse: Path) -> dict[str, str]:
    """Those with a trade code, with their names."""
    query = "select distinct material, name from reference.material semi join reference.code_set using (material)"
    with connect(snapshot_warehouse / "chokepoint.duckdb", read_only=True) as con:
        return dict(con.execute(query).fetchall())


def sentence(asked: Result) -> str:
    """The first paragraph of an answer, on one line."""
    return " ".join(asked.output.split("\n\n")[0].split())


def shown(ask: Ask, importer: str, material: str, name: str) -> str | None:
    """The sentence of the answer; None where there is no figure and one line says so. Anything else is a fault."""
    asked = ask(importer, material)
    assert asked.exception is None or isinstance(asked.exception, SystemExit), (importer, material, asked.exception)
    if asked.exit_code:
        (line,) = asked.output.strip().splitlines()
        assert "`chokepoint list" in line, (importer, material, line)
        return None
    first = sentence(asked)
    answer = json.loads(ask(importer, material, "--json").output)
    fit = answer["concentration"]["fit"]
    claims = {"exact": "", "dominant": "mostly, but not only", "proxy": f"a proxy for {name.lower()}"}[fit]
    assert claims in first.lower(), (importer, material, fit, first)
    assert ("a proxy for" in first) is (fit == "proxy"), (importer, material, fit, first)
    return first


def test_every_material_is_asked_about_for_one_of_the_largest_economies(ask: Ask, materials: dict[str, str]) -> None:
    answers = [
        shown(ask, LARGEST[number % len(LARGEST)], material, name)
        for number, (material, name) in enumerate(sorted(materials.items()))
    ]
    assert len(answers) >= 51
    assert sum(answer is not None for answer in answers) >= 45


@pytest.mark.reliability
@pytest.mark.parametrize("importer", LARGEST)
def test_every_material_is_asked_about_for_each_of_the_largest_economies(
    importer: str, ask: Ask, materials: dict[str, str]
) -> None:
    answers = {material: shown(ask, importer, material, name) for material, name in sorted(materials.items())}
    assert sum(answer is not None for answer in answers.values()) >= 45, [key for key in answers if not answers[key]]


def test_where_one_basis_has_no_share_the_other_is_named(ask: Ask) -> None:
    told = sentence(ask("JPN", "gallium", "--basis", "weight"))
    assert told.startswith("No shares by weight of Japan's imports of HS 811292, a proxy for gallium")
    assert told.endswith("There are figures by value for 2022: add --basis value.")

    asked = ask("JPN", "gallium")
    assert "By value, since there are no shares by weight: " in asked.output.replace("\n", " ")
    followed = sentence(asked).partition("By value, since")[0]
    assert followed.startswith("China supplied 29.0 % of the value of Japan's imports of HS 811292, a proxy for")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (("JPN", "lithium"), "lithium (HS 282520+283691, compound"),
        (("DEU", "rare_earths"), "rare earths, metals and compounds (HS 280530+284610+284690, mixed) in 2024"),
        (("ESP", "graphite"), "natural graphite (HS 250410+250490"),
        (("TWN", "rare_earth_magnets"), "supplied"),
        (("TWN", "rare_earth_magnets"), "permanent magnets of metal (HS 850511, magnet: mostly, but not only"),
        (("JPN", "gallium", "--year", "2022"), "HS 811292, a proxy for gallium in 2022"),
    ],
)
def test_the_questions_of_a_specialist_are_answered_about_the_goods_that_were_meant(
    ask: Ask, question: tuple[str, ...], expected: str
) -> None:
    assert expected in sentence(ask(*question))


def test_germanys_rare_earths_are_what_its_own_office_published(ask: Ask) -> None:
    answer = json.loads(ask("Germany", "rare_earths", "--year", "2024", "--json").output)
    assert abs(sum(row["weight_kg"] or 0 for row in answer["suppliers"]) / 5_200_000 - 1) < 0.15
