"""UN Comtrade's codes of reporters: loading the list, and what is wrong with a wrong one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from warehouses import Load, arrival, fixture

from pipelines.settings import Settings
from pipelines.sources.comtrade_lists import REPORTER as DATASET
from warehouse.errors import DataError
from warehouse.load import Accounts

BODY = fixture(DATASET, "json")
BOM = b"\xef\xbb\xbf"


def with_first(**changes: object) -> bytes:
    answer: Any = json.loads(BODY.decode("utf-8-sig"))
    answer["results"][0].update(changes)
    return json.dumps(answer).encode()


def test_the_list_is_one_request_without_a_key() -> None:
    (request,) = DATASET.requests(Settings(keys={"comtrade": "s3cret"}), None)
    assert request.url == "https://comtradeapi.un.org/files/v1/app/reference/Reporters.json"
    assert not request.secrets and not DATASET.partitioned


@pytest.mark.parametrize("mark", [b"", BOM], ids=["without a byte order mark", "with one"])
def test_every_code_is_accepted_as_delivered(loaded: Load, mark: bytes) -> None:
    body = mark + BODY.removeprefix(BOM)
    DATASET.check(body, "UN Comtrade", None)
    warehouse = loaded(DATASET, [arrival(DATASET, body)])
    assert warehouse.accounts == Accounts(documents=1, read=9, accepted=9)
    assert warehouse.rows("select text, isGroup from raw.comtrade__reporter where reporterCode = 490") == [
        ("Other Asia, nes", True)
    ]
    assert warehouse.broken_rules == []


def test_the_whole_list_loads_without_its_envelope(loaded: Load, shared_data: Path) -> None:
    body = (shared_data / "comtrade" / "reference" / "ListOfreferenceReporter.json").read_bytes()
    DATASET.check(body, "UN Comtrade", None)
    warehouse = loaded(DATASET, [arrival(DATASET, body)])
    assert warehouse.accounts == Accounts(documents=1, read=255, accepted=255)
    assert warehouse.broken_rules == []


@pytest.mark.parametrize(
    ("body", "message"),
    [(BODY[:200], "ends or breaks at"), (b'{"results": []}', "came list"), (b'{"statusCode": 404}', "came NoneType")],
)
def test_what_is_no_list_of_codes_is_refused(body: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message):
        DATASET.check(body, "UN Comtrade", None)


def test_a_list_with_a_new_field_is_not_loaded(loaded: Load) -> None:
    with pytest.raises(DataError, match="unknown more"):
        loaded(DATASET, [arrival(DATASET, with_first(more=1))])


def test_a_code_that_is_no_number_is_quarantined(loaded: Load) -> None:
    warehouse = loaded(DATASET, [arrival(DATASET, with_first(reporterCode="JPN"))])
    assert warehouse.rows("select reason from raw.quarantine") == [("not of its type: reporterCode",)]


def test_an_unknown_code_is_a_warning_and_a_code_beside_its_identity_an_error(loaded: Load) -> None:
    new = loaded(DATASET, [arrival(DATASET, with_first(id=9999, reporterCode=9999))])
    assert new.verdict.is_passed
    assert new.broken_rules == ["expect_column_values_to_be_in_set column reporterCode"]
    other = loaded(DATASET, [arrival(DATASET, with_first(id=9998), key="other")])
    assert not other.verdict.is_passed
