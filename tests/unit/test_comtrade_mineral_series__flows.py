"""The largest pairs of importer and exporter: loading them, and what is wrong with a wrong file."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from expectations.run import validate
from pipelines.asking.bring import land_file
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.comtrade_mineral_series import FLOWS as DATASET
from warehouse import snapshot
from warehouse.errors import DataError
from warehouse.landing import Arrival, Landing
from warehouse.load import Accounts, load_pending, open_books
from warehouse.store import connect

FIXTURE = PROJECT_ROOT / "tests" / "fixtures" / "comtrade_mineral_series" / f"{DATASET.name}.csv"
RAW = f"raw.{DATASET.name}"


def arrival(body: bytes) -> Arrival:
    return Arrival(
        dataset=DATASET.name,
        key="rare-earths-2015",
        body=body,
        retrieved_at=datetime(2026, 11, 21, tzinfo=UTC),
        url="https://github.com/rubilamb/criticalminerals",
        publisher=DATASET.publisher,
        licence=DATASET.licence,
        kind="derived",
    )


def load(folder: Path, arrived: Arrival) -> Accounts:
    landing = Landing(folder / "landing")
    landing.land(arrived)
    with connect(folder / "build.duckdb") as con:
        open_books(con, landing)
        return load_pending(con, landing, DATASET.name, DATASET.encoding, folder / "scratch")


def rows(folder: Path, query: str) -> list[Any]:
    with connect(folder / "build.duckdb") as con:
        return con.execute(query).fetchall()


def changed(old: str, new: str) -> Arrival:
    """The fixture with one text replaced where it first occurs."""
    text = FIXTURE.read_text()
    assert old in text
    return arrival(text.replace(old, new, 1).encode())


def broken_rules(folder: Path) -> list[str]:
    verdict = validate(folder / "build.duckdb", DATASET.name)
    return [finding.rule for finding in verdict.findings if not finding.is_passed]


def test_every_pair_is_accepted_as_delivered(tmp_path: Path) -> None:
    assert load(tmp_path, arrival(FIXTURE.read_bytes())) == Accounts(documents=1, read=20, accepted=20)
    assert rows(tmp_path, f"select * exclude (document_id) from {RAW} where exporter_iso = 'XX '") == [
        (
            19,
            "Rare earths",
            2015,
            "AUT",
            "Austria",
            "XX ",
            "Special Categories",
            Decimal("25794992.71"),
            Decimal("3668128.0"),
        )
    ]
    assert broken_rules(tmp_path) == []


def test_a_file_without_its_header_is_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="came the header mineral,jahr"):
        load(tmp_path, changed("mineral,year", "mineral,jahr"))
    assert rows(tmp_path, f"select count(*) from {RAW}") == [(0,)]


def test_a_line_with_a_field_too_many_is_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="can read"):
        load(tmp_path, changed("Rare earths,2015,", "Rare earths,2015,more,"))


def test_a_number_that_is_none_is_quarantined_and_fails_the_suite(tmp_path: Path) -> None:
    assert load(tmp_path, changed("Rare earths,2015,", "Rare earths,2015-16,")).quarantined == 1
    assert rows(tmp_path, "select reason from raw.quarantine") == [("not a number: year",)]
    assert "no row that could not be read (see raw.quarantine)" in broken_rules(tmp_path)


def test_both_of_two_rows_with_one_key_are_quarantined(tmp_path: Path) -> None:
    body = FIXTURE.read_bytes()
    load(tmp_path, arrival(body + body.splitlines(keepends=True)[1]))
    assert rows(tmp_path, "select reason from raw.quarantine") == [("the key occurs more than once",)] * 2


def test_the_source_has_no_live_address() -> None:
    assert list(DATASET.requests(Settings(), None)) == []
    assert not DATASET.partitioned


def test_a_negative_value_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, changed("Special Categories,", "Special Categories,-"))
    assert broken_rules(tmp_path) == ["expect_column_values_to_be_between column trade_value_usd"]


def test_an_area_that_comtrade_does_not_have_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, changed("XX ,", "QQQ,"))
    assert broken_rules(tmp_path) == ["importers and exporters are areas of UN Comtrade"]


def test_a_total_among_the_pairs_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, changed("XX ,", "W00,"))
    assert broken_rules(tmp_path) == ["expect_column_values_to_not_be_in_set column exporter_iso"]


def test_a_21st_pair_fails_the_suite(tmp_path: Path) -> None:
    load(tmp_path, arrival(FIXTURE.read_bytes() + b"Rare earths,2015,JPN,Japan,AUT,Austria,1.0,1.0\n"))
    assert broken_rules(tmp_path) == ["at most 20 pairs of each mineral and year, which is what the publisher selects"]


def test_the_bundled_pairs_and_totals_give_chinas_published_share_of_japans_imports(tmp_path: Path) -> None:
    landing = Landing(tmp_path / "landing")
    with connect(tmp_path / "build.duckdb") as con:
        for dataset in (DATASET.name, "comtrade_mineral_series__totals"):
            for bundled in snapshot.arrivals(PROJECT_ROOT / "warehouse" / "snapshot", dataset, None):
                landing.land(bundled)
            open_books(con, landing)
            load_pending(con, landing, dataset, "utf-8", tmp_path / "scratch")
    shares = rows(
        tmp_path,
        """
        select f.year, round(100 * f.net_weight_kg / t.net_weight_kg, 1),
            round(100 * f.trade_value_usd / t.trade_value_usd, 1)
        from raw.comtrade_mineral_series__flows as f
        inner join raw.comtrade_mineral_series__totals as t
            on f.mineral = t.mineral and f.year = t.year and f.importer_iso = t.country_iso and t.flow = 'Import'
        where f.importer_iso = 'JPN' and f.exporter_iso = 'CHN' and f.year in (2005, 2010, 2015, 2018, 2023, 2024)
        order by f.year
        """,
    )
    assert [(year, by_weight) for year, by_weight, _ in shares] == [
        (2005, 88.5), (2010, 81.6), (2015, 53.4), (2018, 58.0), (2023, 67.6), (2024, 71.3),
    ]  # fmt: skip
    assert [by_value for *_, by_value in shares][-2:] == [64.7, 44.0]


def test_the_bundled_document_says_that_it_is_derived() -> None:
    (bundled,) = snapshot.arrivals(PROJECT_ROOT / "warehouse" / "snapshot", DATASET.name, None)
    assert (bundled.kind, bundled.partition) == ("derived", None)
    assert "280530 + 284610 + 284690" in str(bundled.obtained_from)


def test_the_aggregators_own_file_is_imported_under_the_key_of_its_bundled_rows(
    shared_data: Path, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path)
    (bundled,) = snapshot.arrivals(PROJECT_ROOT / "warehouse" / "snapshot", DATASET.name, None)
    landing = Landing(settings.landing_dir)
    landing.land(bundled)
    assert land_file(DATASET, shared_data / "comtrade" / "rare_earths_2005_2024" / "flows.csv", settings).is_new
    assert {entry["key"] for entry in landing.entries()} == {bundled.key}
    with connect(tmp_path / "build.duckdb") as con:
        open_books(con, landing)
        assert load_pending(con, landing, DATASET.name, DATASET.encoding, tmp_path / "scratch").quarantined == 0
    assert validate(tmp_path / "build.duckdb", DATASET.name).is_passed


def test_another_file_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "country_ts.csv").write_bytes(FIXTURE.read_bytes())
    with pytest.raises(DataError, match=r"expected the file flows\.csv"):
        land_file(DATASET, tmp_path / "country_ts.csv", Settings(data_dir=tmp_path))
