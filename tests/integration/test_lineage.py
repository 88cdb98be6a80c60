"""From a number of a mart to the publisher's bytes, and what happens when a byte is another one."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from warehouses import chokepoint

from warehouse.errors import DataError
from warehouse.landing import Landing
from warehouse.store import connect

KEY = "A-392-M-2846-2023"


def test_explain_leads_from_a_share_to_the_publishers_own_rows(snapshot_warehouse: Path) -> None:
    told = chokepoint(snapshot_warehouse, "explain", "JPN", "2846", "--year", "2023", "--basis", "value", COLUMNS="200")
    assert told.returncode == 0, told.stderr
    landing = Landing(snapshot_warehouse / "landing")
    entry = landing.newest("comtrade__trade", KEY)
    for expected in (entry["sha256"], entry["document_id"], entry["url"][:60], KEY, "share = supplier /", "rules run"):
        assert expected in told.stdout
    (china,) = [line for line in told.stdout.splitlines() if " CHN, HS 2846" in line]
    number = int(china.split("row ")[1].split(":")[0])
    body = json.loads(landing.object_path(entry["sha256"]).read_bytes())
    row = body["data"][number - 1]
    assert row["partnerCode"] == 156
    assert f"US$ {row['primaryValue']:,.3f}" in china and f"{row['netWgt']:,.3f} kg" in china


def test_the_same_is_asked_in_sql(snapshot_warehouse: Path) -> None:
    with connect(snapshot_warehouse / "chokepoint.duckdb", read_only=True) as con:
        rows = con.execute("""
            select r.exporter_iso3, r.row_numbers, d.sha256, d.retrieved_at, d.url, l.rules_declared = l.rules_run
            from provenance.import_share_row as r
            inner join provenance.document as d on r.document_id = d.document_id
            inner join quality.load as l on r.document_id = l.document_id
            where r.importer_iso3 = 'JPN' and r.code_set = '2846' and r.period = '2023' and r.source = 'comtrade'
        """).fetchall()
        without = con.execute("""
            select count(*) from dependence.import_share as s
            anti join provenance.import_share_row as r
                on s.source = r.source and s.importer_iso3 = r.importer_iso3 and s.material = r.material
                and s.code_set = r.code_set and s.period = r.period and s.exporter_iso3 = r.exporter_iso3
            where s.exporter_kind not in ('residual') and s.evidence = 'reported'
        """).fetchone()
    assert len(rows) >= 16
    assert all(digest and at and url and all_run for _, _, digest, at, url, all_run in rows)
    assert without == (0,), "every reported share has its rows"


def test_one_flipped_byte_in_any_document_is_found(warehouse_copy: Path) -> None:
    landing = Landing(warehouse_copy / "landing")
    digests = {entry["sha256"]: entry for entry in landing.entries()}
    assert len(digests) > 50
    for digest, entry in digests.items():
        path = landing.object_path(digest)
        good = path.read_bytes()
        place = int(digest, 16) % len(good)
        path.chmod(0o600)
        path.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        with pytest.raises(DataError, match=entry["document_id"]):
            landing.verified_path(digest, f"document {entry['document_id']}")
        path.write_bytes(good)
        assert sha256(landing.verified_path(digest, "here").read_bytes()).hexdigest() == digest


def test_verify_names_the_document_and_says_what_to_do(warehouse_copy: Path) -> None:
    landing = Landing(warehouse_copy / "landing")
    path = landing.object_path(landing.newest("comtrade__trade", KEY)["sha256"])
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"218567082.694", b"218567082.695"))
    done = chokepoint(warehouse_copy, "verify")
    assert done.returncode == 1
    assert f"comtrade__trade {KEY}" in done.stderr and "expected" in done.stderr and "Traceback" not in done.stderr
