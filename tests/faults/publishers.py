"""All keyless publishers of the default set, on the loopback server, answering what they are asked."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from faults.cases import HOSTS
from faults.server import Loopback, Reply, Seen
from warehouses import BUNDLED, fixture

from pipelines.settings import Settings
from pipelines.sources.contract import Dataset
from pipelines.sources.registry import datasets

THIS_YEAR = datetime.now(UTC).year
Answer = Callable[[Seen], tuple[str, bytes]]


class Publishers:
    """The publishers; `updated` is what their lists of releases and signs say, and moves when anything is new."""

    def __init__(self, server: Loopback, settings: Settings) -> None:
        self.server, self.settings, self.updated = server, settings, 1
        settings.base_urls = {host: server.url for host in HOSTS if host != "baci"}
        for dataset in self.asked:
            for one in (dataset, *([dataset.releases.dataset] if dataset.releases else [])):
                for partition in one.due(settings) if one.partitioned else [None]:
                    for request in one.requests(settings, partition):
                        server.serve(unquote(urlsplit(request.url).path), self._conditional(one.name))
        server.serve("/stat-search/file-download", self._conditional("file"))

    @property
    def asked(self) -> list[Dataset]:
        """The datasets that a refresh without keys asks for."""
        return [
            dataset
            for dataset in datasets().values()
            if any(
                True
                for partition in (dataset.due(self.settings) if dataset.partitioned else [None])
                for _ in dataset.requests(self.settings, partition)
            )
        ]

    def _conditional(self, name: str) -> Callable[[Seen], Reply]:
        """The answer to a question, or 304 where its ETag came with the question."""
        answer: Answer = getattr(self, f"_{name}")

        def reply(seen: Seen) -> Reply:
            media, body = answer(seen)
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if seen.headers.get("If-None-Match") == etag:
                return Reply(status=304, headers={})
            return Reply(body, headers={"Content-Type": media, "ETag": etag})

        return reply

    def _comtrade__trade(self, seen: Seen) -> tuple[str, bytes]:
        return _rows([json.loads(_body("comtrade__trade"))["data"][0]])

    def _comtrade__availability(self, seen: Seen) -> tuple[str, bytes]:
        row = json.loads(_body("comtrade__availability"))["data"][0]
        return _rows(
            [
                {**row, "reporterCode": int(area), "period": year, "datasetChecksum": self.updated}
                for area in _query(seen)["reporterCode"].split(",")
                for year in range(2000, THIS_YEAR)
            ]
        )

    def _comtrade__publication(self, seen: Seen) -> tuple[str, bytes]:
        return "application/json", _body("comtrade__publication")

    def _comtrade__reporter(self, seen: Seen) -> tuple[str, bytes]:
        return "application/json", _body("comtrade__reporter")

    def _comtrade__partner(self, seen: Seen) -> tuple[str, bytes]:
        return "application/json", _body("comtrade__partner")

    def _comtrade__commodity(self, seen: Seen) -> tuple[str, bytes]:
        return "application/json", _body("comtrade__commodity")

    def _japan_customs__trade(self, seen: Seen) -> tuple[str, bytes]:
        query = _query(seen)
        if "month" not in query:
            years = range(THIS_YEAR - 3, THIS_YEAR + 1)
            links = [f'<a href="/files?page=1&amp;year={year}0&amp;month=230709{self.updated:02}">' for year in years]
            return "text/html", f"<html>{''.join(links)}</html>".encode()
        direction = {"000001013181": "1", "000001013182": "2"}[query["tclass2"]]
        sections = [
            f"<span>Section Chapters {chapters}</span>"
            f'<a href="/stat-search/file-download?statInfId={direction}{query["year"][:4]}&amp;fileKind=1">CSV</a>'
            for chapters in ("28-38", "84-85")
        ]
        return "text/html", f"<html>{''.join(sections)}</html>".encode()

    _japan_customs__newest = _japan_customs__trade

    def _file(self, seen: Seen) -> tuple[str, bytes]:
        asked = _query(seen)["statInfId"]
        return "text/csv", _body("japan_customs__trade", "csv").replace(
            b"\n2,2026", f"\n{asked[0]},{asked[1:]}".encode()
        )

    def _usgs__mcs_wide(self, seen: Seen) -> tuple[str, bytes]:
        return "application/zip", _bundled("usgs__mcs_wide", "mcs-2025.zip")

    def _usgs__mcs_long(self, seen: Seen) -> tuple[str, bytes]:
        return "text/csv", _bundled("usgs__mcs_long", "mcs-2026.csv")

    def _usgs__ds140(self, seen: Seen) -> tuple[str, bytes]:
        return "application/octet-stream", _body("usgs__ds140", "xlsx")

    def _bgs__production(self, seen: Seen) -> tuple[str, bytes]:
        answer = json.loads(_body("bgs__production"))
        if _query(seen)["limit"] == "1":
            answer |= {"features": answer["features"][:1], "numberReturned": 1, "numberMatched": 132_945 + self.updated}
        for feature in answer["features"]:
            feature["properties"]["bgs_commodity_trans"] = _query(seen).get("bgs_commodity_trans")
        return "application/geo+json", json.dumps(answer).encode()

    _bgs__count = _bgs__production

    def _worldbank__indicator(self, seen: Seen) -> tuple[str, bytes]:
        indicator = urlsplit(seen.target).path.rsplit("/", 1)[1]
        return "application/json", _bundled("worldbank__indicator", f"{indicator}.json")

    def _worldbank__databases(self, seen: Seen) -> tuple[str, bytes]:
        databases = [{"id": number, "lastupdated": f"2026-09-{self.updated:02}"} for number in ("2", "3")]
        return "application/json", json.dumps(
            [{"page": "1", "pages": "1", "per_page": "500", "total": "2"}, databases]
        ).encode()

    def _exchange_rates__ecb(self, seen: Seen) -> tuple[str, bytes]:
        currency = urlsplit(seen.target).path.rsplit("/", 1)[1].split(".")[1].encode()
        return "text/csv", _body("exchange_rates__ecb", "csv").replace(b"USD,EUR", currency + b",EUR").replace(
            b"M.USD.EUR", b"M." + currency + b".EUR"
        )

    def _exchange_rates__ecb_newest(self, seen: Seen) -> tuple[str, bytes]:
        header, *lines = _body("exchange_rates__ecb", "csv").splitlines(keepends=True)
        newest = lines[0].replace(b"2023-01", f"2023-{self.updated:02}".encode())
        return "text/csv", header + 5 * newest

    def _exchange_rates__h10(self, seen: Seen) -> tuple[str, bytes]:
        return "text/plain", _body("exchange_rates__h10", "csv")

    def _eurostat_comext__trade(self, seen: Seen) -> tuple[str, bytes]:
        return "text/csv", _body("eurostat_comext__trade", "csv")

    def _eurostat_comext__totals(self, seen: Seen) -> tuple[str, bytes]:
        return "text/csv", _body("eurostat_comext__trade", "csv").replace(b"900000", f"90000{self.updated}".encode())

    def _hmrc__trade(self, seen: Seen) -> tuple[str, bytes]:
        is_sign = (
            "MonthId le" not in _query(seen)["$filter"] or f"MonthId ge {THIS_YEAR - 1}" in _query(seen)["$filter"]
        )
        body = _body("hmrc__trade").replace(b"120000.0", f"12000{self.updated}.0".encode() if is_sign else b"120000.0")
        return "application/json", body

    _hmrc__newest = _hmrc__trade


def _body(name: str, kind: str = "json") -> bytes:
    return fixture(datasets()[name], kind)


def _bundled(name: str, file: str) -> bytes:
    return gzip.decompress((BUNDLED / name / f"{file}.gz").read_bytes())


def _rows(rows: list[Any]) -> tuple[str, bytes]:
    envelope = {"elapsedTime": f"{datetime.now(UTC).microsecond} secs", "count": len(rows), "data": rows, "error": ""}
    return "application/json", json.dumps(envelope).encode()


def _query(seen: Seen) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(seen.target).query).items()}
