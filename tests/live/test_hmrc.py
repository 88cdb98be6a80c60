"""The shape of one small real answer of HMRC."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from pipelines.http.client import Client
from pipelines.settings import Settings
from pipelines.sources.contract import Request
from pipelines.sources.hmrc import BASE_URL, TRADE, requests


@pytest.mark.live
def test_a_year_of_rare_earth_compounds_has_the_fields_of_the_contract(tmp_path: Path) -> None:
    request = next(iter(requests(Settings(hs_codes=["284690"]), "2023")))
    with Client(state_dir=tmp_path) as client:
        answer = client.get(TRADE.source, request, media=TRADE.media)
    TRADE.check(answer.body, request.key, request)
    assert b'"CountryCodeAlpha":"CN"' in answer.body.replace(b" ", b"")


@pytest.mark.live
@pytest.mark.parametrize("index", [4, 5])
def test_rows_without_country_beside_rows_with_one_are_their_total(tmp_path: Path, index: int) -> None:
    """What the macro hmrc_is_total takes for true: a sum that misses its parts would be a partner of its own."""
    request = Request(
        key=f"suppressed-{index}",
        url=f"{BASE_URL}/OTS",
        params={"$filter": f"SuppressionIndex eq {index} and MonthId eq 202306", "$expand": "Country"},
    )
    with Client(state_dir=tmp_path) as client:
        answer = client.get(TRADE.source, request, media=TRADE.media)
    sums: dict[tuple[int, int], dict[bool, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in json.loads(answer.body)["value"]:
        sums[row["FlowTypeId"], row["CommodityId"]][row["CountryId"] is None].append(row["Value"] or 0)
    both = {key: found for key, found in sums.items() if len(found) == 2}
    assert both or index == 5, "no row without country beside others: index 4 has no such total, drop hmrc_is_total"
    wrong = {
        key: (sum(found[True]), sum(found[False]))
        for key, found in both.items()
        if abs(sum(found[True]) - sum(found[False])) > len(found[False])
    }
    assert not wrong, "these are no totals of what stands beside them"
