"""What a document covers is compared with what is served for the same cells, whatever its name or key."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from warehouses import SEEN_AT, Load, Loaded, arrival, fixture

from expectations.cells import of as cells_of
from pipelines.sources.comtrade import TRADE as COMTRADE
from pipelines.sources.japan_customs import TRADE as JAPAN
from pipelines.sources.japan_customs_files import HEADER, named
from pipelines.sources.registry import datasets
from warehouse.landing import Arrival

CHINA, VIETNAM, FRANCE = "105", "110", "213"
ALL = {CHINA: 1000, VIETNAM: 500, FRANCE: 3}


def japan(name: str, rows: list[tuple[str, str, int]], *, year: int = 2024, days: int = 0, months: int = 12) -> Arrival:
    """A file of imports, as a person brings it: code, country and the value of each month that is published."""
    lines = [HEADER]
    for code, country, value in rows:
        of_months = [f"0,{value if month < months else 0},{value if month < months else 0}" for month in range(12)]
        lines.append(f"2,{year},'{code}',{country},  ,KG,0,{value * months},{value * months},{','.join(of_months)}")
    chapters = sorted({code[:2] for code, *_ in rows})
    of_file = named("M", str(year), chapters)
    key = f"M-{name}-{year}" if name else of_file.key
    landed = arrival(
        JAPAN,
        ("\n".join(lines) + "\n").encode(),
        key=key,
        scope={**of_file.scope, "answer": [key]},
        retrieved_at=SEEN_AT + timedelta(days=days),
    )
    return replace(landed, origin="import")


def rows(codes: str, partners: dict[str, int]) -> list[tuple[str, str, int]]:
    return [(code, partner, value) for code in codes.split() for partner, value in partners.items()]


def passes(loaded: Load, file: Arrival) -> bool:
    warehouse = loaded(JAPAN, [file])
    warehouse.verdict  # noqa: B018
    return warehouse.rows(f"select is_passed from raw.validation where document_id = '{file.document_id}'") == [(True,)]


BOTH = rows("280530000 284690210 850511000", ALL)


def told(warehouse: Loaded) -> set[tuple[str, str, str]]:
    found = warehouse.rows("select rule, series, member from raw.drift where rule in ('gone', 'few') order by all")
    return {(rule, series, member) for rule, series, member in found}


def test_a_file_without_most_partners_is_held_back_whatever_its_key(loaded: Load) -> None:
    assert loaded(JAPAN, [japan("", BOTH)]).verdict.is_passed
    only_china = japan("", rows("280530000 284690210", {CHINA: 1000}), days=1)
    warehouse = loaded(JAPAN, [only_china])
    assert not warehouse.verdict.is_passed
    assert told(warehouse) == {("gone", "country", f"{VIETNAM}, {FRANCE}")}
    for said in ("nothing is gone", "country", VIETNAM, japan("", BOTH).document_id, only_china.document_id):
        assert said in str(warehouse.verdict)
    assert warehouse.rows(f"select beside from raw.comparison where document_id = '{only_china.document_id}'") == [
        ([japan("", BOTH).document_id],)
    ]


def test_the_same_figures_under_another_key_pass_without_a_word(loaded: Load) -> None:
    loaded(JAPAN, [japan("", BOTH)]).verdict  # noqa: B018
    warehouse = loaded(JAPAN, [japan("", rows("280530000 284690210", ALL), days=1)])
    assert warehouse.verdict.is_passed and not warehouse.broken_rules


def test_many_small_partners_that_are_gone_are_held_back(loaded: Load) -> None:
    """None of them is large enough for the rule on members, and together they are one percent."""
    small = {**{CHINA: 100_000}, **{str(partner): 100 for partner in (106, 108, 110, 111, 112, 113, 117, 118, 120)}}
    loaded(JAPAN, [japan("", rows("284690210", small))]).verdict  # noqa: B018
    warehouse = loaded(JAPAN, [japan("other", rows("284690210", dict(list(small.items())[:6])), days=1)])
    assert not warehouse.verdict.is_passed
    assert told(warehouse) == {("gone", "country", "113, 117, 118, 120")}


def test_one_small_partner_that_is_gone_is_told_of_and_passes(loaded: Load) -> None:
    loaded(JAPAN, [japan("", rows("284690210", ALL))]).verdict  # noqa: B018
    warehouse = loaded(JAPAN, [japan("other", rows("284690210", {CHINA: 1000, VIETNAM: 500}), days=1)])
    assert warehouse.verdict.is_passed and told(warehouse) == set()
    assert (FRANCE,) in warehouse.rows("select member from raw.drift where rule = 'unusual'")


def test_months_that_are_gone_are_held_back(loaded: Load) -> None:
    loaded(JAPAN, [japan("", BOTH)]).verdict  # noqa: B018
    warehouse = loaded(JAPAN, [japan("other", BOTH, days=1, months=9)])
    assert not warehouse.verdict.is_passed
    assert told(warehouse) == {("gone", "month", "10, 11, 12")}


@pytest.mark.parametrize("key", ["", "another"])
def test_a_scope_that_shrinks_is_held_back(loaded: Load, key: str) -> None:
    """A chapter without one of its codes, under the same key or another; a code of another chapter is not missed."""
    loaded(JAPAN, [japan(key, BOTH)]).verdict  # noqa: B018
    warehouse = loaded(JAPAN, [japan("", rows("284690210 850511000", ALL), days=1)])
    assert not warehouse.verdict.is_passed
    assert ("gone", "code", "280530000") in told(warehouse)
    assert passes(loaded, japan("", rows("850511000", ALL), days=2))


def test_what_a_newer_answer_hid_is_not_served_and_cannot_be_gone(loaded: Load) -> None:
    """The newest file about a cell serves it, so that the third is compared with the second and not with the first."""
    first = japan("first", rows("284690210", {CHINA: 900, VIETNAM: 500, FRANCE: 3}))
    second = japan("second", rows("284690210", {CHINA: 1000, VIETNAM: 520}), days=1)
    warehouse = loaded(JAPAN, [first, second, japan("third", rows("284690210", {CHINA: 1000, VIETNAM: 520}), days=2)])
    assert warehouse.verdict.is_passed
    third = japan("third", rows("284690210", {CHINA: 1000, VIETNAM: 520}), days=2).document_id
    assert warehouse.rows(f"select member from raw.drift where document_id = '{third}'") == []


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)], ids=str)
def test_the_verdicts_are_the_same_in_whatever_order_the_files_come(loaded: Load, order: tuple[int, ...]) -> None:
    files = [
        japan("", BOTH),
        japan("china", rows("280530000 284690210", {CHINA: 1000}), days=1),
        japan("again", rows("280530000 284690210", ALL), days=2),
    ]
    for place in order:
        warehouse = loaded(JAPAN, [files[place]])
        warehouse.verdict  # noqa: B018
    assert warehouse.rows(
        "select v.is_passed from raw.validation as v inner join raw.sighting as s on v.document_id = s.document_id "
        "order by s.retrieved_at"
    ) == [(True,), (False,), (True,)]


def test_a_file_with_fewer_partners_than_is_usual_in_other_years_is_held_back(loaded: Load) -> None:
    many = {str(partner): 100 + partner for partner in (105, 106, 108, 110, 111, 112, 113, 117)}
    loaded(JAPAN, [japan("", rows("284690210", many), year=2023)]).verdict  # noqa: B018
    warehouse = loaded(JAPAN, [japan("", rows("284690210", {CHINA: 1000, VIETNAM: 5}), days=1)])
    assert not warehouse.verdict.is_passed
    assert {rule for rule, *_ in told(warehouse)} == {"few"}
    assert "a third of the partners" in str(warehouse.verdict)
    assert passes(loaded, japan("more", rows("284690210", dict(list(many.items())[:4])), days=2))


def test_answers_under_a_longer_list_of_codes_are_compared_with_those_of_each_code(loaded: Load) -> None:
    """UN Comtrade: a key of its own brings several codes at once, which came one by one before."""
    answer = json.loads(fixture(COMTRADE, "json"))
    scope = {"freq": ["A"], "reporter": ["392"], "flow": ["M"], "cmd": ["2805"], "period": ["2023"]}
    few = [row for row in answer["data"] if row["partnerCode"] in (0, 156)]
    world = next(row for row in few if row["partnerCode"] == 0)
    china = next(row for row in few if row["partnerCode"] == 156)
    world |= {name: china[name] for name in ("primaryValue", "cifvalue")}

    def came(body: list[object], codes: list[str], days: int) -> Arrival:
        return arrival(
            COMTRADE,
            json.dumps({**answer, "data": body, "count": len(body)}).encode(),
            key=f"A-392-M-{'+'.join(codes)}-2023",
            scope={**scope, "cmd": codes},
            retrieved_at=SEEN_AT + timedelta(days=days),
        )

    warehouse = loaded(COMTRADE, [came(json.loads(fixture(COMTRADE, "json"))["data"], ["2805"], 0)])
    assert warehouse.verdict.is_passed
    warehouse = loaded(COMTRADE, [came(few, ["2805", "2846"], 1)])
    assert not warehouse.verdict.is_passed
    assert ("gone", "partnerCode") in {(rule, series) for rule, series, _ in told(warehouse)}


def test_every_table_of_cells_reads_its_raw_table_and_scopes(loaded: Load) -> None:
    """Also where nothing of it is bundled: the queries bind to the columns that the table has."""
    from warehouse.load import raw_tables

    declared = {table for table in raw_tables() if cells_of(table)}
    assert {f"{source}__trade" for source in ("comtrade", "eurostat_comext", "japan_customs", "hmrc")} <= declared
    assert declared <= set(datasets())


def test_a_table_without_cells_is_compared_by_key_alone(tmp_path: Path) -> None:
    assert cells_of("usgs__mcs_long") is None
