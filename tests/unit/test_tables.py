"""Tables on the terminal: at any width columns are cut or left out, and no figure is."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from pipelines.people.tables import Column, fitted, short, spark

COLUMNS = [
    Column("supplier"),
    Column("share", is_figure=True),
    Column("US$ million", is_figure=True, rank=2),
    Column("note"),
]
ROWS = [
    ["China, which has a very long name in this table", "71.3 %", "1,194.7", "weight estimated by the publisher"],
    ["Viet Nam", "13.3 %", "163.8", ""],
]


def drawn(width: int) -> tuple[str, list[str]]:
    table, left_out = fitted(COLUMNS, ROWS, width)
    out = io.StringIO()
    Console(file=out, width=width, highlight=False).print(table)
    return out.getvalue(), left_out


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
def test_no_line_is_broken_and_no_figure_is_cut(width: int) -> None:
    text, left_out = drawn(width)
    assert len(text.splitlines()) == 3, "a heading and two rows"
    assert "71.3 %" in text and "13.3 %" in text
    assert ("1,194.7" in text) is ("US$ million" not in left_out)


def test_what_ranks_last_is_left_out_first() -> None:
    assert drawn(200)[1] == []
    assert drawn(95)[1] == ["US$ million"]


@given(width=st.integers(min_value=20, max_value=120))
def test_every_width_holds(width: int) -> None:
    text, left_out = drawn(width)
    assert all(len(line.rstrip()) <= width for line in text.splitlines())
    assert "supplier" not in left_out


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (None, "NULL"),
        (0.6387123456789, "0.638712"),
        (Decimal("303049221.768"), "303049222"),
        (Decimal("5.000"), "5"),
        (0.000012345678, "1.23457e-05"),
        (float("inf"), "inf"),
        (True, "True"),
        ("two\nlines", "two lines"),
        (2023, "2023"),
    ],
)
def test_a_cell_is_short(cell: object, told: str) -> None:
    assert short(cell) == told


def test_a_line_of_shares_has_a_blank_where_there_is_none() -> None:
    assert spark([0, 0.5, None, 1]) == "▁▅ █"
