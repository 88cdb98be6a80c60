"""How an answer of UN Comtrade is spoilt: changes of its rows, with the World row made to fit where it would."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from reliability.mutation import Spoil

Row = dict[str, Any]
Rows = list[Row]

WORLD = 0
VALUE = ("primaryValue", "cifvalue", "fobvalue")
WEIGHT = ("netWgt", "qty")


def answer(change: Callable[[Rows], Rows | None], **envelope: Any) -> Spoil:
    def spoil(body: bytes) -> bytes:
        answer = json.loads(body)
        rows = answer["data"]
        rows = rows if (changed := change(rows)) is None else changed
        return json.dumps({**answer, "count": len(rows), "data": rows, **envelope}).encode()

    return spoil


def each(change: Callable[[Row], None], *partners: int) -> Callable[[Rows], None]:
    """Change the rows of these partners, or all of them, and make World the sum of what came of it."""

    def spoil(rows: Rows) -> None:
        for row in rows:
            if row["partnerCode"] in partners or not partners:
                change(row)
        add_up(rows)

    return spoil


def add_up(rows: Rows) -> None:
    partners = [row for row in rows if row["partnerCode"] != WORLD]
    for world in (row for row in rows if row["partnerCode"] == WORLD):
        for field in ("primaryValue", "cifvalue", "fobvalue", "netWgt", "qty"):
            if isinstance(world[field], float | int):
                world[field] = round(sum(row[field] or 0 for row in partners), 3)


def times(factor: float, *fields: str) -> Callable[[Row], None]:
    def change(row: Row) -> None:
        for field in fields:
            if row[field] is not None:
                row[field] = round(row[field] * factor, 3)

    return change


def put(**fields: Any) -> Callable[[Row], None]:
    return lambda row: row.update(fields)


def without(*partners: int, adds_up: bool = True) -> Callable[[Rows], Rows]:
    def spoil(rows: Rows) -> Rows:
        left = [row for row in rows if row["partnerCode"] not in partners]
        if adds_up:
            add_up(left)
        return left

    return spoil


def swapped(one: int, other: int) -> Callable[[Rows], None]:
    codes = {one: other, other: one}

    def spoil(rows: Rows) -> None:
        for row in rows:
            row["partnerCode"] = codes.get(row["partnerCode"], row["partnerCode"])

    return spoil


def exchanged(one: str, other: str) -> Callable[[Row], None]:
    def change(row: Row) -> None:
        row[one], row[other] = row[other], row[one]

    return change


def last_year(rows: Rows) -> None:
    """What the year before looked like, under this year's label."""
    for place, row in enumerate(rows):
        for field in (*VALUE, *WEIGHT):
            if row[field] is not None:
                row[field] = round(row[field] * (0.55 + 0.1 * (place % 9)), 3)
    add_up(rows)


def rotated(rows: Rows) -> None:
    """Each partner has the figures of the next one: the columns of codes and figures slid by a row."""
    figures = [{field: row[field] for field in (*VALUE, *WEIGHT)} for row in rows]
    for row, moved in zip(rows, figures[1:] + figures[:1], strict=True):
        row.update(moved)


def as_read_abroad(row: Row) -> None:
    """1,234,567 taken for 1.234567: a thousands separator read as a decimal point."""
    for field in VALUE:
        if row[field] is not None:
            groups = f"{row[field]:,.0f}".split(",")
            row[field] = float(f"{groups[0]}.{''.join(groups[1:])}") if len(groups) > 1 else row[field]


def world_as(code: int) -> Callable[[Rows], Rows]:
    return lambda rows: [*rows, *({**row, "partnerCode": code} for row in rows if row["partnerCode"] == WORLD)]


def of_world(change: Callable[[Row], None]) -> Callable[[Rows], None]:
    def spoil(rows: Rows) -> None:
        for row in rows:
            if row["partnerCode"] == WORLD:
                change(row)

    return spoil


def once_more(partner: int) -> Callable[[Rows], Rows]:
    def spoil(rows: Rows) -> Rows:
        more = [dict(row) for row in rows if row["partnerCode"] == partner]
        for row in more:
            times(0.5, *VALUE, *WEIGHT)(row)
        add_up(both := [*rows, *more])
        return both

    return spoil


def cut_off(body: bytes) -> bytes:
    answer = json.loads(body)
    return json.dumps({**answer, "data": answer["data"][: len(answer["data"]) // 2]}).encode()


def first_half(rows: Rows) -> Rows:
    half = sorted(rows, key=lambda row: row["partnerCode"])[: len(rows) // 2]
    add_up(half)
    return half


def by_transport(rows: Rows) -> Rows:
    """The largest partner's total replaced by its details, so that the rule on details sets them aside."""
    return [
        {**row, "motCode": mode, "primaryValue": row["primaryValue"] / 2, "cifvalue": row["primaryValue"] / 2}
        if row["partnerCode"] == 156
        else row
        for row in rows
        for mode in ((1000, 2000) if row["partnerCode"] == 156 else (0,))
    ]


def relabelled(body: bytes) -> bytes:
    """Figures of another size and of other partners, as the answer to this question."""
    answer = json.loads(body)
    rows = [row for row in answer["data"] if row["partnerCode"] != WORLD]
    for place, row in enumerate(reversed(rows)):
        row["primaryValue"] = row["cifvalue"] = round(5e6 / (place + 1), 3)
        row["netWgt"] = row["qty"] = round(4e5 / (place + 1), 3)
    add_up(answer["data"])
    return json.dumps(answer).encode()


def text_values(form: str, point: str = ".") -> Callable[[Rows], None]:
    def spoil(rows: Rows) -> None:
        for row in rows:
            row["primaryValue"] = form.format(row["primaryValue"]).replace(".", point)

    return spoil


def one_partner(partner: int, **fields: Any) -> Callable[[Rows], None]:
    def spoil(rows: Rows) -> None:
        for row in rows:
            if row["partnerCode"] == partner:
                row.update(fields)

    return spoil


def without_field(field: str) -> Callable[[Rows], Rows]:
    return lambda rows: [{name: value for name, value in row.items() if name != field} for row in rows]


def rounded(row: Row) -> None:
    for field in VALUE:
        if row[field] is not None:
            row[field] = round(row[field], -6)


def inverted(row: Row) -> None:
    row["isNetWgtEstimated"] = not row["isNetWgtEstimated"]
