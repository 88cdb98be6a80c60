"""The lists of partners of the customs sources are whole, and have every code that a real file was seen to have."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from expectations.reference import rows


def column(path: Path, name: str, encoding: str = "utf-8-sig") -> set[str]:
    with path.open(encoding=encoding, newline="") as file:
        return {row[name] for row in csv.DictReader(file)}


def of_china(shared: Path) -> set[str]:
    real, inputs = shared / "data" / "real" / "china_customs", shared / "findings" / "inputs"
    chinese = [*real.glob("haruka_*.csv"), inputs / "X-284690-2024.csv"]
    english = [real / "chinautils_en_retyped_excerpt.csv", inputs / "X-28469012-2024.csv"]
    return set().union(
        *(column(path, "贸易伙伴编码", "gb18030") for path in chinese),
        *(column(path, "Trading partner code", "gb18030") for path in english),
    )


def of_japan(shared: Path) -> set[str]:
    files = (shared / "findings" / "inputs").glob("*chapter*.csv")
    published = column(shared / "data" / "japan_customs" / "japan_customs_countries.csv", "Code")
    return published.union(*(column(path, "Country") for path in files))


def of_korea(shared: Path) -> set[str]:
    body = (shared / "data" / "real" / "korea_customs" / "single.xml").read_text(encoding="utf-8")
    return set(re.findall("<statCd>(.*?)</statCd>", body)) - {"-"}


def of_eurostat(shared: Path) -> set[str]:
    return column(shared / "data" / "real" / "eurostat_comext" / "CN_48064010_first200.csv", "partner")


def of_census(shared: Path) -> set[str]:
    with (shared / "data" / "real" / "us_census" / "hs6_imports_2020_030191.csv").open(encoding="utf-8") as file:
        return {row["CTY_CODE"] for row in csv.DictReader(file) if row["SUMMARY_LVL"] == "DET"}


@pytest.mark.parametrize(
    ("seed", "code", "seen", "least"),
    [
        ("china_customs_areas", "gacc_code", of_china, 8),
        ("japan_customs_countries", "customs_code", of_japan, 200),
        ("korea_customs_areas", "kcs_code", of_korea, 1),
        ("eurostat_comext_areas", "comext_code", of_eurostat, 4),
        ("us_census_areas", "schedule_c", of_census, 4),
    ],
)
def test_each_partner_of_a_file_that_was_seen_is_in_the_list(
    shared_data: Path, seed: str, code: str, seen: Callable[[Path], set[str]], least: int
) -> None:
    found = seen(shared_data.parent)
    assert len(found) >= least
    assert found - {row[code] for row in rows(seed)} == set()


def test_the_list_of_china_is_the_publishers_own() -> None:
    """243 codes, those of places that rarely trade among them: parts of Spain, of French Polynesia and others."""
    areas = {row["gacc_code"]: row for row in rows("china_customs_areas")}
    assert len(areas) == 243
    rare = {
        code: areas[code]["partner_key"] for code in ("207", "210", "256", "349", "409", "436", "438", "604", "999")
    }
    assert rare == {
        "207": "ESP",
        "210": "ESP",
        "256": "ESP",
        "349": "SCG",
        "409": "BES",
        "436": "BES",
        "438": "_438",
        "604": "PYF",
        "999": "_999",
    }
