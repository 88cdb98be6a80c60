"""Spoilt answers of UN Comtrade: Japan's and China's trade in rare-earth compounds in 2023."""

from __future__ import annotations

import json
from collections.abc import Iterator

from reliability.mutation import Mutation, Spoil
from reliability.spoilt_answers import (
    VALUE,
    WEIGHT,
    WORLD,
    answer,
    as_read_abroad,
    by_transport,
    cut_off,
    each,
    exchanged,
    first_half,
    inverted,
    last_year,
    of_world,
    once_more,
    one_partner,
    put,
    relabelled,
    rotated,
    rounded,
    swapped,
    text_values,
    times,
    without,
    without_field,
    world_as,
)

JAPAN, CHINA, EXPORTS = "A-392-M-2846-2023", "A-156-M-2846-2023", "A-392-X-2846-2023"


def of_answers() -> Iterator[Mutation]:
    def on(kind: str, name: str, key: str, spoil: Spoil, quick: bool = False) -> Mutation:
        return Mutation(kind, name, "comtrade__trade", key, spoil, quick)

    kind = "unit of value"
    yield on(kind, "thousands of dollars for dollars", JAPAN, answer(each(times(1000, *VALUE))), True)
    yield on(kind, "dollars for thousands of dollars", CHINA, answer(each(times(0.001, *VALUE))), True)
    yield on(kind, "thousands for the largest partner, World adjusted", JAPAN, answer(each(times(1000, *VALUE), 156)))
    yield on(kind, "thousands for a small partner, World adjusted", JAPAN, answer(each(times(1000, *VALUE), 410)))
    yield on(kind, "one partner's value tenfold, World adjusted", EXPORTS, answer(each(times(10, *VALUE), 251)), True)
    yield on(kind, "a tiny partner's value tenfold, World adjusted", CHINA, answer(each(times(10, *VALUE), 276)))
    yield on(kind, "cents for dollars", EXPORTS, answer(each(times(100, *VALUE))))

    kind = "unit of weight"
    yield on(kind, "grams for kilograms", JAPAN, answer(each(times(1000, *WEIGHT))), True)
    yield on(kind, "tonnes for kilograms", CHINA, answer(each(times(0.001, *WEIGHT))))
    yield on(kind, "tonnes for the largest partner, World adjusted", JAPAN, answer(each(times(0.001, *WEIGHT), 156)))
    yield on(kind, "tonnes for a small partner, World adjusted", JAPAN, answer(each(times(0.001, *WEIGHT), 380)))
    yield on(kind, "pounds for kilograms", EXPORTS, answer(each(times(2.20462, *WEIGHT))))
    yield on(kind, "gross for net weight, 9 % more", CHINA, answer(each(times(1.09, *WEIGHT))))
    yield on(kind, "all weights zero", JAPAN, answer(each(put(netWgt=0.0, qty=0.0))), True)
    yield on(kind, "all weights left out", EXPORTS, answer(each(put(netWgt=None, qty=None))))

    kind = "partners"
    yield on(kind, "the largest and a small partner swapped", JAPAN, answer(swapped(156, 704)), True)
    yield on(kind, "two partners of one size swapped", EXPORTS, answer(swapped(410, 842)))
    yield on(kind, "two tiny partners swapped", JAPAN, answer(swapped(826, 643)))
    yield on(kind, "a partner under the code of another list (USA 840)", JAPAN, answer(each(put(partnerCode=840), 842)))
    yield on(
        kind,
        "a partner under the code of Japan's customs (China 105)",
        JAPAN,
        answer(each(put(partnerCode=105), 156)),
    )
    yield on(kind, "China taken for Taiwan", JAPAN, answer(swapped(156, 490)))
    yield on(kind, "the largest partner dropped, World as it was", JAPAN, answer(without(156, adds_up=False)), True)
    yield on(kind, "the largest partner dropped, World adjusted", JAPAN, answer(without(156)))
    yield on(kind, "a small partner dropped, World adjusted", EXPORTS, answer(without(826)))
    yield on(kind, "each partner's figures slid by a row", EXPORTS, answer(rotated))
    yield on(kind, "a partner's figures under an area that is none", CHINA, answer(each(put(partnerCode=899), 104)))

    kind = "World"
    yield on(kind, "no World row", JAPAN, answer(without(WORLD)))
    yield on(kind, "two World rows", CHINA, answer(lambda rows: [rows[0], *rows]))
    yield on(kind, "World among the partners, as the European Union", JAPAN, answer(world_as(97)), True)
    yield on(kind, "World among the partners, as an area not specified", EXPORTS, answer(world_as(899)))
    yield on(kind, "World is not the sum of the partners", CHINA, answer(of_world(times(1.05, *VALUE))))
    yield on(kind, "World's weight is not the sum of the partners'", JAPAN, answer(of_world(times(0.5, *WEIGHT))))

    kind = "rows"
    yield on(kind, "every row twice", JAPAN, answer(lambda rows: [row for row in rows for _ in range(2)]), True)
    yield on(kind, "a partner twice, with other figures", EXPORTS, answer(once_more(156)))
    yield on(kind, "the list cut off, the count as it was", CHINA, cut_off, True)
    yield on(kind, "the list cut off, the count adjusted", CHINA, answer(lambda rows: rows[: len(rows) // 2]))
    yield on(kind, "the list cut off, count and World adjusted", CHINA, answer(first_half))
    yield on(kind, "no rows at all", JAPAN, answer(lambda rows: []), True)
    yield on(kind, "detail by mode of transport beside the totals", JAPAN, answer(by_transport))

    kind = "period"
    yield on(
        kind,
        "another year in every field",
        JAPAN,
        answer(each(put(period="2022", refYear=2022, refPeriodId=20220101))),
        True,
    )
    yield on(kind, "another year in one field", CHINA, answer(each(put(refYear=2022))))
    yield on(kind, "the figures of the year before under this year", EXPORTS, answer(last_year))
    yield on(kind, "a month for the year", JAPAN, answer(each(put(refMonth=12))))
    yield on(kind, "one month's figures for the year", CHINA, answer(each(times(1 / 12, *VALUE, *WEIGHT))))

    kind = "flow"
    yield on(kind, "exports labelled as imports", JAPAN, answer(each(put(flowCode="X"))))
    yield on(kind, "re-exports for exports", EXPORTS, answer(each(put(flowCode="RX"))))
    yield on(kind, "the figures of exports under imports", JAPAN, relabelled)

    kind = "valuation"
    yield on(kind, "FOB for CIF, 7 % less", JAPAN, answer(each(times(0.93, *VALUE))), True)
    yield on(kind, "the value in the column of FOB", JAPAN, answer(each(exchanged("cifvalue", "fobvalue"))))
    yield on(kind, "a value that is neither CIF nor FOB", EXPORTS, answer(each(times(0.9, "primaryValue"))))

    kind = "currency"
    yield on(kind, "yen for dollars", JAPAN, answer(each(times(140.5, *VALUE))))
    yield on(kind, "yuan for dollars", CHINA, answer(each(times(7.08, *VALUE))))
    yield on(kind, "euros for dollars", EXPORTS, answer(each(times(0.925, *VALUE))))

    kind = "numbers"
    yield on(kind, "thousands separators read as decimal points", JAPAN, answer(each(as_read_abroad)), True)
    yield on(kind, "thousands separators in the text", CHINA, answer(text_values("{:,.2f}")))
    yield on(kind, "decimal commas", EXPORTS, answer(text_values("{:.2f}", ",")))
    yield on(kind, "a negative weight", JAPAN, answer(each(times(-1, "netWgt"), 380)), True)
    yield on(kind, "a negative value", CHINA, answer(each(times(-1, *VALUE), 458)))
    yield on(kind, "no value for a partner", EXPORTS, answer(each(put(primaryValue=None, fobvalue=None), 842)))
    yield on(kind, "a word where a number stands", JAPAN, answer(one_partner(380, netWgt="n/a")))
    yield on(kind, "rounded to millions", EXPORTS, answer(each(rounded)))

    kind = "columns"
    yield on(kind, "value and weight in each other's place", JAPAN, answer(each(exchanged("primaryValue", "netWgt"))))
    yield on(kind, "weight and CIF value in each other's place", CHINA, answer(each(exchanged("cifvalue", "netWgt"))))
    yield on(kind, "a column renamed", EXPORTS, lambda body: body.replace(b'"netWgt"', b'"netWeight"'))
    yield on(kind, "a column left out", JAPAN, answer(without_field("primaryValue")))

    kind = "codes"
    yield on(kind, "another HS code", JAPAN, answer(each(put(cmdCode="2805"))))
    yield on(kind, "another reporter", CHINA, answer(each(put(reporterCode=158))))
    yield on(kind, "another HS edition", JAPAN, answer(each(put(classificationCode="H5"))))
    yield on(kind, "an HS edition that is none", EXPORTS, answer(each(put(classificationCode="S4"))))

    kind = "flags"
    yield on(kind, "estimated and reported weights swapped", JAPAN, answer(each(inverted)))
    yield on(kind, "another unit of quantity", EXPORTS, answer(each(put(qtyUnitCode=5))))

    kind = "small errors"
    yield on(kind, "a partner's value 40 % more", JAPAN, answer(each(times(1.4, *VALUE), 251)))
    yield on(kind, "a small partner's value doubled", JAPAN, answer(each(times(2, *VALUE), 410)))
    yield on(kind, "a large partner's weight a tenth more", EXPORTS, answer(each(times(1.1, *WEIGHT), 156)))
    yield on(kind, "digits of a small partner transposed", CHINA, answer(each(times(1.8, *VALUE), 398)))

    kind = "envelope"
    yield on(kind, "an error beside the data", JAPAN, answer(lambda rows: None, error="quota exceeded"))
    yield on(
        kind, "a page in HTML", CHINA, lambda body: b"<!DOCTYPE html><html><body>Service unavailable</body></html>"
    )
    yield on(kind, "the last bytes missing", EXPORTS, lambda body: body[:-200])
    yield on(kind, "the list without its envelope", JAPAN, lambda body: json.dumps(json.loads(body)["data"]).encode())
