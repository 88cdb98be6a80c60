"""Bad input: one clear message, nothing built, and what is served stays as it was, byte for byte."""

from __future__ import annotations

import gzip
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from faults.server import Loopback, Reply
from warehouses import BUNDLED

from pipelines.http.policy import POLICIES, Policy
from pipelines.settings import settings
from pipelines.sources.comtrade import TRADE
from pipelines.sources.contract import Dataset
from pipelines.sources.registry import datasets
from warehouse.errors import ChokepointError
from warehouse.store import connect

LATER = "2026-11-22T00:00:00+00:00"
KEY = "A-156-M-2846-1993"
Change = Callable[[bytes], bytes]


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A snapshot of its own that may be changed, for a warehouse of its own."""
    folder = Path(shutil.copytree(BUNDLED, tmp_path / "bundle"))
    monkeypatch.setenv("CHOKEPOINT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CHOKEPOINT_SNAPSHOT_DIR", str(folder))
    settings.cache_clear()
    yield folder
    settings.cache_clear()


def change_document(bundle: Path, key: str, change: Change) -> None:
    """Put a later vintage of a bundled document in its place, listed with the hash that it has."""
    manifest = bundle / "manifest.json"
    entries = json.loads(manifest.read_bytes())
    (entry,) = [entry for entry in entries if entry["key"] == key]
    body = change(gzip.decompress((bundle / entry["file"]).read_bytes()))
    (bundle / entry["file"]).write_bytes(gzip.compress(body, mtime=0))
    entry |= {"sha256": sha256(body).hexdigest(), "bytes": len(body), "retrieved_at": LATER}
    manifest.write_text(json.dumps(entries))


def refresh(dataset: Dataset, partition: str | None, mode: str = "snapshot") -> str | None:
    """What the asset of a dataset and its blocking check do, in their order; the problem, if they tell one."""
    from pipelines.defs.resources import Warehouse

    warehouse = Warehouse(mode=mode)
    try:
        warehouse.bring(dataset, [partition] if partition else None)
        warehouse.load(dataset)
        verdict = warehouse.judge(dataset)
    except ChokepointError as error:
        return str(error)
    return None if verdict.is_passed else str(verdict)


def serve_what_passed() -> Path:
    """A serving file of the build that the documents give now."""
    from pipelines.defs.resources import Warehouse

    serving = settings().serving_file
    with connect(serving) as con:
        con.execute("create schema provenance")
        con.execute("create table provenance.build as select ? as build_id", [Warehouse().build_id()])
    assert Warehouse().is_served()
    return serving


def told(dataset: Dataset, partition: str | None, mode: str = "snapshot") -> str:
    """The one message of a refresh that must fail, after it has been seen to touch nothing that is served."""
    from pipelines.defs.resources import Warehouse
    from warehouse.outcomes import Outcomes

    serving = serve_what_passed()
    before = serving.read_bytes()
    problem = refresh(dataset, partition, mode)
    assert problem, "the refresh passed"
    assert "\n" not in problem and "Traceback" not in problem
    assert serving.read_bytes() == before
    assert Warehouse().is_served(), "what passed before is what is served: dbt and publish have nothing to do"
    assert [attempt.problem for attempt in Outcomes(settings().outcomes_dir).failed()] == [problem]
    return problem


def of_rows(change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> Change:
    """A change of the rows of a Comtrade answer, with the count that fits them."""

    def changed(body: bytes) -> bytes:
        answer = json.loads(body)
        found = change(answer["data"])
        return json.dumps(answer | {"data": found, "count": len(found)}).encode()

    return changed


def of_japan(**changes: object) -> Change:
    """A change of fields of the row of Japan as a partner."""
    return of_rows(lambda rows: [row | changes if row["partnerCode"] == 392 else row for row in rows])


def renamed(row: dict[str, Any]) -> dict[str, Any]:
    return {"netWeight" if name == "netWgt" else name: value for name, value in row.items()}


def without(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "netWgt"}


BAD = {
    "a body cut in half": (lambda body: body[: len(body) // 2], "a whole JSON answer", "ends or breaks at"),
    "an HTML page": (lambda body: b"<html><title>Sorry</title></html>", "a whole JSON answer", "ends or breaks at"),
    "a file of zero bytes": (lambda body: b"", "a whole JSON answer", "ends or breaks at"),
    "JSON of another shape": (lambda body: b'{"statusCode": 401, "message": ""}', "count, data", "statusCode"),
    "a renamed column": (of_rows(lambda rows: list(map(renamed, rows))), "the fields of a trade row", "without netWgt"),
    "a missing column": (of_rows(lambda rows: list(map(without, rows))), "the fields of a trade row", "without netWgt"),
    "a text where a number belongs": (
        of_japan(primaryValue="n.a."), "no row that could not be read", "reason not a number: primaryValue",
    ),
    "a duplicated key": (of_rows(lambda rows: [*rows, rows[1]]), "no row that could not be read", "more than once"),
    "a preview of 500 rows": (of_rows(lambda rows: (rows * 50)[:500]), "fewer than 500 rows", "truncated: 500 rows"),
    "an unknown partner": (of_japan(partnerCode=9999), "partners that the seed comtrade_areas lacks", "partner 9999"),
    "partners that do not add up": (
        of_japan(primaryValue=1, cifvalue=1), "the World row is the sum of the partner rows", "world 1,165,292",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "expected", "came"), BAD.values(), ids=BAD)
def test_a_bad_answer_is_told_in_one_message_and_changes_nothing_that_is_served(
    bundle: Path, change: Change, expected: str, came: str
) -> None:
    assert refresh(TRADE, "1993") is None
    change_document(bundle, KEY, change)
    problem = told(TRADE, "1993")
    assert expected in problem and came in problem
    assert KEY in problem, "it says where"
    assert refresh(TRADE, "1993") == problem, "the same again, until a newer answer takes its place"


def test_the_answer_after_a_bad_one_is_taken(bundle: Path) -> None:
    assert refresh(TRADE, "1993") is None
    change_document(bundle, KEY, of_rows(lambda rows: list(map(renamed, rows))))
    told(TRADE, "1993")
    shutil.copytree(BUNDLED, bundle, dirs_exist_ok=True)
    change_document(bundle, KEY, lambda body: body)
    manifest = bundle / "manifest.json"
    manifest.write_text(manifest.read_text().replace(LATER, "2026-11-23T00:00:00+00:00"))
    assert refresh(TRADE, "1993") is None


def test_a_bundled_document_whose_hash_does_not_match_is_not_landed(bundle: Path) -> None:
    (bundle / f"comtrade__trade/{KEY}.json.gz").write_bytes(gzip.compress(b'{"count": 0, "data": [], "error": ""}'))
    problem = refresh(TRADE, "1993")
    assert problem is not None and "expected a document with SHA-256 " in problem and KEY in problem
    assert not list((settings().landing_dir / "catalogue").glob("*/*/*.json"))


def of_member(change: Change) -> Change:
    """A change of the one file in an archive."""

    def changed(body: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(name, change(old.read(name)))
        return out.getvalue()

    return changed


EDITIONS = {
    "usgs__mcs_long": ("mcs-2026", lambda body: body.replace(b",2025,", b",2026,"), "mcs-2026", "mcs-2027"),
    "usgs__mcs_wide": (
        "mcs-2025", of_member(lambda body: body.replace(b"MCS2025", b"MCS2024")), "MCS2025", "MCS2024",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITIONS)
def test_a_file_of_the_wrong_edition_is_told(bundle: Path, name: str) -> None:
    key, change, expected, came = EDITIONS[name]
    assert refresh(datasets()[name], key.removeprefix("mcs-")) is None
    change_document(bundle, key, change)
    problem = told(datasets()[name], key.removeprefix("mcs-"))
    wanted, got = problem.split("; came ")
    assert expected in wanted and came in got


# From a publisher, over the wire


@pytest.fixture
def publisher(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """A server in UN Comtrade's place, asked for one code of one reporter and year."""
    for name, value in {"REPORTERS": '["CHN"]', "HS_CODES": '["2846"]', "YEARS_BACK": "1"}.items():
        monkeypatch.setenv(f"CHOKEPOINT_{name}", value)
    monkeypatch.setitem(POLICIES, "comtrade", Policy(per_second=1000, per_day=None, retries=0))
    with Loopback() as server:
        monkeypatch.setenv("CHOKEPOINT_BASE_URLS", json.dumps({"comtrade": server.url}))
        settings.cache_clear()
        yield server


HTML = {"Content-Type": "text/html"}
PREVIEW = "/public/v1/preview/C/A/HS"


@pytest.mark.parametrize(
    ("reply", "came"),
    [
        (Reply(b"<html><title>Down for maintenance</title></html>", headers=HTML), "HTML"),
        (Reply(b"<html><title>Down for maintenance</title></html>"), "HTML"),
        (Reply(b'{"count": 1, "data": [{"typeCode": "C"'), "ends in the middle"),
        (Reply(b""), "empty|no bytes|zero"),
    ],
    ids=["an HTML page", "an HTML page that says it is JSON", "a body cut in half", "an empty body"],
)
def test_an_answer_that_is_no_answer_is_told(publisher: Loopback, reply: Reply, came: str) -> None:
    publisher.serve(PREVIEW, reply)
    assert refresh(TRADE, "1993") is None
    problem = told(TRADE, "1993", mode="live")
    assert re.search(came, problem), problem
    assert publisher.url in problem


def test_an_answer_as_long_as_the_preview_gives_is_told_as_truncated(publisher: Loopback, bundle: Path) -> None:
    answer = gzip.decompress((bundle / f"comtrade__trade/{KEY}.json.gz").read_bytes())
    publisher.serve(PREVIEW, Reply(of_rows(lambda rows: (rows * 50)[:500])(answer)))
    assert refresh(TRADE, "1993") is None
    problem = told(TRADE, "1993", mode="live")
    assert "fewer than 500 rows" in problem and "truncated: 500 rows" in problem
    assert list((settings().landing_dir / "rejected").rglob("*.body")), "what came is kept to look at"
