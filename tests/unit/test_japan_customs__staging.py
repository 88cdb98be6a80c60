"""What Japan's trade statistics mean once staged: the same on both routes, and no error, delay or mark as a zero."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from warehouses import SEEN_AT, arrival, fixture, load, rows_in

from pipelines.settings import PROJECT_ROOT
from pipelines.sources.japan_customs import TRADE as DATASET
from warehouse.landing import Arrival
from warehouse.store import connect

# The template is built once.
pytestmark = pytest.mark.xdist_group("japan_customs__staging")
CSV, JSON = fixture(DATASET, "csv"), fixture(DATASET, "json")
ALL_CODES = ["280530010", "284690010", "28469XXXX", "850511000"]
TRADE = "staging.stg_japan_customs__trade"
FIGURES = "* exclude (stage, document_id, row_number)"
MODELS = [
    "stg_books__held",
    "stg_books__sighting",
    "japan_customs_countries",
    "japan_customs_units",
    "path:models/staging/japan_customs",
]


@pytest.fixture(scope="module")
def empty_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse without documents, with the views of this source."""
    folder = tmp_path_factory.mktemp("template")
    load(folder, DATASET, [])
    command = [Path(sys.executable).with_name("dbt"), "build", "--profiles-dir", ".", "--exclude-resource-type", "test"]
    done = subprocess.run(
        [*command, "--select", *MODELS],
        cwd=PROJECT_ROOT / "dbt_project",
        env={
            **os.environ,
            "CHOKEPOINT_BUILD_FILE": str(folder / "build.duckdb"),
            "DBT_TARGET_PATH": str(folder / "target"),
            "DBT_LOG_PATH": str(folder / "logs"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return folder


def answer_of(
    body: bytes,
    key: str = "M-all-2026",
    codes: Sequence[str] = ALL_CODES,
    answer: str | None = None,
    retrieved_at: datetime = SEEN_AT,
) -> Arrival:
    scope = {"flow": [key[0]], "year": [key[-4:]], "answer": [answer or key], "codes": list(codes), "stage": [""]}
    return arrival(DATASET, body, key=key, scope=scope, retrieved_at=retrieved_at)


def staged(template: Path, folder: Path, *arrivals: Arrival) -> Path:
    """A copy of the template in `folder` with these documents, every one of them passed."""
    folder.mkdir(exist_ok=True)
    shutil.copy(template / "build.duckdb", folder / "build.duckdb")
    accounts = load(folder, DATASET, arrivals).accounts
    assert accounts.quarantined == 0
    with connect(folder / "build.duckdb") as con:
        con.execute("insert into raw.validation select document_id, dataset, '', 0, 0, true, '[]' from raw.load")
    return folder


def of(folder: Path, code: str, period: str, partner: str = "CHN", columns: str = "state, value_jpy, weight_kg") -> Any:
    (row,) = rows_in(
        folder,
        f"select {columns} from {TRADE}"
        f" where hs_code = '{code}' and period = '{period}' and partner_iso3 = '{partner}'",
    )
    return row


def test_both_routes_give_the_same_rows(empty_warehouse: Path, tmp_path: Path) -> None:
    by_file = staged(empty_warehouse, tmp_path / "file", answer_of(CSV, codes=["28", "85"]))
    by_api = staged(empty_warehouse, tmp_path / "api", answer_of(JSON))
    query = f"select {FIGURES} from {TRADE} order by all"
    rows = rows_in(by_file, query)
    assert len(rows) == 6 * 12
    assert rows_in(by_api, query) == rows


def test_a_row_carries_its_keys_and_yen_instead_of_thousands(empty_warehouse: Path, tmp_path: Path) -> None:
    folder = staged(empty_warehouse, tmp_path, answer_of(CSV, codes=["28", "85"]))
    columns = (
        "reporter_iso3, partner_iso3, partner_kind, flow, hs_code, hs6, hs_edition, period, frequency, valuation,"
        " value_jpy, weight_kg, quantity, unit"
    )
    assert of(folder, "850511000", "2026-01", columns=columns) == (
        "JPN", "CHN", "economy", "M", "850511000", "850511", "JP-2026", "2026-01", "M", "CIF",
        Decimal("205110000.000"), Decimal("51300.000"), Decimal("410200.000"), "NO",
    )  # fmt: skip


def test_exports_are_free_on_board(empty_warehouse: Path, tmp_path: Path) -> None:
    exports = CSV.replace(b"\r\n2,2026", b"\r\n1,2026")
    folder = staged(empty_warehouse, tmp_path, answer_of(exports, "X-all-2026", ["28", "85"]))
    assert rows_in(folder, f"select distinct flow, valuation from {TRADE}") == [("X", "FOB")]


def test_a_weight_is_read_from_whichever_quantity_is_one(empty_warehouse: Path, tmp_path: Path) -> None:
    folder = staged(empty_warehouse, tmp_path, answer_of(JSON))
    assert of(folder, "280530010", "2026-01")[2] == Decimal(4000)  # metric tons, in the second quantity
    assert of(folder, "284690010", "2026-01")[2] == Decimal(120500)
    assert of(folder, "28469XXXX", "2026-01", "USA", "weight_kg, weight_state, quantity_state, hs6") == (
        None, "no_unit", "no_unit", None,
    )  # fmt: skip


def test_months_after_the_last_one_with_a_figure_are_not_published_yet(empty_warehouse: Path, tmp_path: Path) -> None:
    folder = staged(empty_warehouse, tmp_path, answer_of(JSON))
    assert of(folder, "284690010", "2026-06") == ("zero", Decimal(0), Decimal(0))
    assert of(folder, "284690010", "2026-09", "VNM") == ("zero", Decimal(0), Decimal(0))
    assert of(folder, "284690010", "2026-10") == ("not_published", None, None)
    assert rows_in(folder, f"select count(*) from {TRADE} where state = 'not_published'") == [(6 * 3,)]


def test_a_year_read_after_the_following_february_is_whole(empty_warehouse: Path, tmp_path: Path) -> None:
    early = answer_of(JSON, retrieved_at=datetime(2027, 2, 28, tzinfo=UTC))
    late = answer_of(JSON, retrieved_at=datetime(2027, 3, 1, tzinfo=UTC))
    before, after = staged(empty_warehouse, tmp_path / "a", early), staged(empty_warehouse, tmp_path / "b", late)
    assert of(before, "284690010", "2026-12") == ("not_published", None, None)
    assert of(after, "284690010", "2026-12") == ("zero", Decimal(0), Decimal(0))


def test_a_quantity_of_0_beside_a_value_is_less_than_half_a_unit(empty_warehouse: Path, tmp_path: Path) -> None:
    folder = staged(empty_warehouse, tmp_path, answer_of(JSON))
    columns = "state, value_jpy, weight_kg, weight_state, quantity, quantity_state"
    assert of(folder, "284690010", "2026-04", columns=columns) == (
        "reported", Decimal(12000), None, "below_half_unit", None, "below_half_unit",
    )  # fmt: skip


@pytest.mark.parametrize(("mark", "state"), [("***", "suppressed"), ("X", "suppressed"), ("-", "empty")])
def test_a_mark_is_no_figure(empty_warehouse: Path, tmp_path: Path, mark: str, state: str) -> None:
    value = JSON.replace(b'"$": "310440"', f'"$": "{mark}"'.encode())
    weight = value.replace(b'"$": "98000"', f'"$": "{mark}"'.encode())
    folder = staged(empty_warehouse, tmp_path, answer_of(weight))
    assert of(folder, "284690010", "2026-01") == (state, None, None)
    columns = "state, value_jpy, weight_kg, weight_state"
    assert of(folder, "284690010", "2026-02", columns=columns) == ("reported", Decimal(251300000), None, state)


def pages(*parts: slice) -> list[bytes]:
    """The answer cut into pages."""
    bodies = []
    for part in parts:
        document = json.loads(JSON)
        data = document["GET_STATS_DATA"]["STATISTICAL_DATA"]
        cells = data["DATA_INF"]["VALUE"]
        first, last, _ = part.indices(len(cells))
        data["DATA_INF"]["VALUE"] = sorted(cells, key=lambda cell: cell["@cat02"])[part]
        data["RESULT_INF"] = {"TOTAL_NUMBER": len(cells), "FROM_NUMBER": first + 1, "TO_NUMBER": last}
        bodies.append(json.dumps(document, ensure_ascii=False).encode())
    return bodies


def test_what_the_pages_of_an_answer_parted_is_put_together(empty_warehouse: Path, tmp_path: Path) -> None:
    # Sorted by measure, the units and some quantities of a row are on another page than its value.
    first, last = pages(slice(0, 30), slice(30, 240))
    left_over = json.dumps(json.loads(JSON)).encode().replace(b'"TOTAL_NUMBER": 240', b'"TOTAL_NUMBER": 999')
    whole = staged(empty_warehouse, tmp_path / "whole", answer_of(JSON))
    paged = staged(
        empty_warehouse,
        tmp_path / "paged",
        answer_of(first),
        answer_of(last, "M-all-from31-2026", answer="M-all-2026"),
        answer_of(left_over, "M-all-from241-2026", answer="M-all-2026"),
    )
    query = f"select {FIGURES} from {TRADE} order by all"
    assert rows_in(paged, query) == rows_in(whole, query)


def test_a_later_vintage_takes_the_place_of_the_one_before(empty_warehouse: Path, tmp_path: Path) -> None:
    revised = JSON.replace(b'"$": "310440"', b'"$": "310500"')
    folder = staged(
        empty_warehouse,
        tmp_path,
        answer_of(JSON),
        answer_of(revised, retrieved_at=datetime(2026, 12, 1, tzinfo=UTC)),
    )
    assert of(folder, "284690010", "2026-01")[1] == Decimal(310500000)


def test_of_two_routes_the_later_answer_serves_and_codes_that_one_omits_stay(
    empty_warehouse: Path, tmp_path: Path
) -> None:
    document = json.loads(JSON.replace(b'"$": "310440"', b'"$": "310500"'))
    data = document["GET_STATS_DATA"]["STATISTICAL_DATA"]
    cells = [cell for cell in data["DATA_INF"]["VALUE"] if cell["@cat01"] == "284690010"]
    data["DATA_INF"]["VALUE"] = cells
    data["RESULT_INF"] = {"TOTAL_NUMBER": len(cells), "FROM_NUMBER": 1, "TO_NUMBER": len(cells)}
    file = answer_of(CSV, "M-chapters28-38-2026", ["28", "85"])
    asked = ["284690010", "280530010"]  # the second is in the table's list of codes, but has no cells
    later, earlier = (
        answer_of(
            json.dumps(document).encode(), "M-2846-2026", asked, retrieved_at=datetime(2026, month, 1, tzinfo=UTC)
        )
        for month in (12, 11)
    )
    for name, by_api, expected in (("later", later, 310500000), ("earlier", earlier, 310440000)):
        folder = staged(empty_warehouse, tmp_path / name, file, by_api)
        assert of(folder, "284690010", "2026-01")[1] == Decimal(expected)
        assert of(folder, "280530010", "2026-01")[1] == Decimal(21500000)


def test_asked_and_empty_is_a_state_of_its_own(empty_warehouse: Path, tmp_path: Path) -> None:
    nothing = b'{"GET_STATS_DATA":{"RESULT":{"STATUS":1,"ERROR_MSG":"","DATE":""}}}'
    folder = staged(empty_warehouse, tmp_path, answer_of(nothing, codes=["284690010"]))
    assert rows_in(folder, "select asked_code, state from staging.stg_japan_customs__block") == [("284690010", "empty")]
    assert rows_in(folder, f"select count(*) from {TRADE}") == [(0,)]


def test_an_empty_answer_does_not_replace_figures(empty_warehouse: Path, tmp_path: Path) -> None:
    nothing = b'{"GET_STATS_DATA":{"RESULT":{"STATUS":1,"ERROR_MSG":"","DATE":""}}}'
    folder = staged(
        empty_warehouse,
        tmp_path,
        answer_of(JSON),
        answer_of(nothing, retrieved_at=datetime(2026, 12, 1, tzinfo=UTC)),
    )
    assert of(folder, "284690010", "2026-01")[1] == Decimal(310440000)
    assert rows_in(folder, "select distinct state from staging.stg_japan_customs__block") == [("failed",)]
