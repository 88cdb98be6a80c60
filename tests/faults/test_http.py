"""What the HTTP client does with answers, good and bad, of a real server."""

from __future__ import annotations

import ast
import gzip
import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from importlib.metadata import version
from pathlib import Path

import pytest
from faults.conftest import HASTY
from faults.server import Loopback, Reply

from pipelines.http.client import Client, FetchError, Policy
from pipelines.settings import PROJECT_ROOT
from pipelines.sources.contract import Request
from warehouse.errors import DataError

JSON = {"Content-Type": "application/json"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
GOOD = Reply(b'{"count":0,"data":[]}')
QUOTA = b'{"statusCode":403,"message":"Out of call volume quota. Quota will be replenished in 03:14:17."}'
RATE = b'{"statusCode":429,"message":"Rate limit is exceeded. Try again in 1 seconds."}'


def ask(client: Client, url: str, media: str = "json", **conditions: str) -> bytes:
    return client.get("publisher", Request("key", url), media=media, **conditions).body


def failure(client: Client, url: str, media: str = "json") -> FetchError:
    with pytest.raises(FetchError) as caught:
        ask(client, url, media)
    return caught.value


def test_an_answer_carries_the_bytes_the_validators_and_when_they_came(loopback: Loopback, client: Client) -> None:
    headers = {"Content-Type": "text/csv", "ETag": '"v1"', "Last-Modified": "Mon, 06 Jul 2026 10:00:00 GMT"}
    url = loopback.serve("/table", Reply(b"year,value\n2023,1\n", headers=headers))
    answer = client.get("publisher", Request("key", url, params={"cmd": "2846", "area": "a b"}), media="csv")
    assert answer.body == b"year,value\n2023,1\n"
    assert (answer.status, answer.content_type, answer.is_unchanged) == (200, "text/csv", False)
    assert (answer.etag, answer.last_modified) == ('"v1"', "Mon, 06 Jul 2026 10:00:00 GMT")
    assert answer.url == f"{url}?cmd=2846&area=a+b"
    assert timedelta(0) <= datetime.now(UTC) - answer.retrieved_at < timedelta(seconds=5)
    sent = loopback.seen()[0]
    assert sent.target == "/table?cmd=2846&area=a+b"
    assert sent.headers["User-Agent"].startswith(f"chokepoint/{version('chokepoint')} (")


def test_a_conditional_request_takes_304_as_unchanged_and_an_unconditional_one_does_not(
    loopback: Loopback, client: Client
) -> None:
    url = loopback.serve("/table", Reply(status=304, headers={"ETag": '"v1"'}))
    answer = client.get(
        "publisher", Request("key", url), media="json", etag='"v1"', last_modified="Mon, 06 Jul 2026 10:00:00 GMT"
    )
    assert (answer.status, answer.body, answer.is_unchanged) == (304, b"", True)
    sent = loopback.seen()[0].headers
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('"v1"', "Mon, 06 Jul 2026 10:00:00 GMT")
    assert failure(client, url).kind == "wrong_type"


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
def test_two_server_errors_are_asked_again_and_the_third_answer_counts(
    loopback: Loopback, client: Client, status: int
) -> None:
    url = loopback.serve("/table", Reply(status=status), Reply(status=status), GOOD)
    assert ask(client, url) == GOOD.body
    assert len(loopback.seen()) == 3


def test_a_lasting_server_error_ends_after_the_tries_of_the_policy(loopback: Loopback, client: Client) -> None:
    body = b'{"statusCode":500,"message":"Internal server error","activityId":"a-1"}'
    error = failure(client, loopback.serve("/table", Reply(body, status=500)))
    assert (error.kind, error.status, len(loopback.seen())) == ("server_error", 500, 3)
    assert '"Internal server error" (tried 3 times)' in str(error)
    assert error.body_excerpt == body.decode()


def test_429_waits_as_long_as_the_publisher_asks(loopback: Loopback, client: Client) -> None:
    url = loopback.serve("/table", Reply(RATE, 429, {**JSON, "Retry-After": "1"}), GOOD)
    started = time.monotonic()
    assert ask(client, url) == GOOD.body
    assert time.monotonic() - started >= 1


def test_429_without_retry_after_backs_off_and_ends_as_a_quota(loopback: Loopback, client: Client) -> None:
    error = failure(client, loopback.serve("/table", Reply(RATE, 429)))
    assert (error.kind, len(loopback.seen())) == ("quota", 3)
    assert "Rate limit is exceeded. Try again in 1 seconds." in str(error)


@pytest.mark.parametrize(
    "asked",
    [lambda: "7200", lambda: format_datetime(datetime.now(UTC) + timedelta(seconds=7200), usegmt=True)],
    ids=["seconds", "date"],
)
def test_a_wait_beyond_the_limit_ends_the_question_and_says_how_long(
    loopback: Loopback, client: Client, asked: Callable[[], str]
) -> None:
    error = failure(client, loopback.serve("/table", Reply(RATE, 429, {**JSON, "Retry-After": asked()})))
    assert len(loopback.seen()) == 1
    assert any(f"asked to wait {seconds} s" in str(error) for seconds in range(7100, 7201))


def test_a_wait_that_would_not_fit_into_the_total_time_is_not_begun(loopback: Loopback, client: Client) -> None:
    started = time.monotonic()
    error = failure(client, loopback.serve("/table", Reply(b"", 503, {"Retry-After": "60"})))
    assert "asked to wait 60 s" in str(error)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("retry_after", [{}, {"Retry-After": "0"}, {"Retry-After": "1"}])
def test_an_exhausted_quota_is_asked_for_once(loopback: Loopback, client: Client, retry_after: dict[str, str]) -> None:
    error = failure(client, loopback.serve("/table", Reply(QUOTA, 403, {**JSON, **retry_after})))
    assert (error.kind, len(loopback.seen())) == ("quota", 1)
    assert 'status 403 Forbidden: "Out of call volume quota. Quota will be replenished in 03:14:17."' in str(error)


@pytest.mark.parametrize(
    ("status", "kind", "body", "quoted"),
    [
        (
            401,
            "refused",
            b'{"statusCode":401,"message":"Access denied due to invalid subscription key."}',
            "invalid subs",
        ),
        (404, "not_found", b'{"statusCode":404,"message":"Resource not found"}', "Resource not found"),
        (
            400,
            "refused",
            b'{"count":-1,"error":"Invalid parameter value","errorObject":[{"ErrorMessage":"partnerCode is invalid"}]}',
            "Invalid parameter value; partnerCode is invalid",
        ),
        (
            403,
            "refused",
            '{"GET_STATS_LIST":{"RESULT":{"STATUS":100,"ERROR_MSG":"認証に失敗しました。"}}}'.encode(),
            "認証に失敗しました。",
        ),
        (400, "refused", b"error: unknown variable 'X'", "error: unknown variable 'X'"),
        (403, "refused", b"<html><head><title>Just a moment</title></head></html>", '"Just a moment"'),
        (413, "refused", b"<?xml version='1.0'?><fault><text>Too many cells</text></fault>", '"Too many cells"'),
    ],
)
def test_a_refusal_is_asked_for_once_and_quotes_the_publisher(
    loopback: Loopback, client: Client, status: int, kind: str, body: bytes, quoted: str
) -> None:
    error = failure(client, loopback.serve("/table", Reply(body, status)))
    assert (error.kind, error.status, len(loopback.seen())) == (kind, status, 1)
    assert quoted in str(error)
    assert error.body_excerpt == body.decode()


def test_a_long_error_body_is_kept_as_its_first_2000_characters(loopback: Loopback, client: Client) -> None:
    body = b'{"message":"' + b"long " * 100_000 + b'"}'
    error = failure(client, loopback.serve("/table", Reply(gzip.compress(body), 400, {"Content-Encoding": "gzip"})))
    assert error.body_excerpt == body[:2000].decode()
    assert len(str(error)) < 1000


def test_a_refusal_that_a_publisher_is_known_to_take_back_is_asked_again(loopback: Loopback, tmp_path: Path) -> None:
    refusal = Reply(b"Ip Forbidden", 403, {"Content-Type": "text/plain"})
    policy = replace(HASTY, retried=frozenset({403}))
    with Client(state_dir=tmp_path, policies={"publisher": policy}) as client:
        assert ask(client, loopback.serve("/table", refusal, refusal, GOOD)) == GOOD.body
        assert failure(client, loopback.serve("/quota", Reply(QUOTA, 403))).kind == "quota"
    assert len(loopback.seen("/quota")) == 1


@pytest.mark.parametrize("fault", ["reset", "short", "cut_chunks"])
def test_a_body_cut_off_in_the_middle_is_asked_again_and_never_passed_on(
    loopback: Loopback, client: Client, fault: str
) -> None:
    cut = Reply(b'{"data":[1]}' * 500, fault=fault)
    assert ask(client, loopback.serve("/mended", cut, cut, GOOD)) == GOOD.body
    error = failure(client, loopback.serve("/cut", cut))
    assert (error.kind, len(loopback.seen("/cut"))) == ("truncated", 3)


def test_a_compressed_body_without_its_end_is_asked_again_and_never_passed_on(
    loopback: Loopback, client: Client
) -> None:
    plain = b'{"data":[' + b"1," * 50_000 + b"1]}"
    whole = gzip.compress(plain)
    for cut in (whole[:-1], whole[:-9], whole[: len(whole) // 2]):
        # Its Content-Length fits what is sent: only the stream itself shows the cut.
        error = failure(client, loopback.serve("/cut", Reply(cut, headers={**JSON, "Content-Encoding": "gzip"})))
        assert (error.kind, len(loopback.seen("/cut"))) == ("truncated", 3)
        loopback.forget()
    mended = [Reply(cut, headers={**JSON, "Content-Encoding": "gzip"}) for cut in (whole[:-9], whole)]
    assert ask(client, loopback.serve("/mended", *mended)) == plain


def test_a_compressed_body_of_several_members_comes_whole(loopback: Loopback, client: Client) -> None:
    body = gzip.compress(b'{"data":') + gzip.compress(b"[1]}") + b"\0" * 512
    assert (
        ask(client, loopback.serve("/table", Reply(body, headers={**JSON, "Content-Encoding": "gzip"})))
        == b'{"data":[1]}'
    )


def test_json_without_its_closing_bracket_is_a_cut_body(loopback: Loopback, client: Client) -> None:
    error = failure(client, loopback.serve("/table", Reply(b'{"data":[1,2', fault="no_length")))
    assert (error.kind, len(loopback.seen())) == ("truncated", 3)
    assert ask(client, loopback.serve("/whole", Reply(b'\xef\xbb\xbf{"data":[]}\r\n', fault="no_length"))).endswith(
        b"}\r\n"
    )


def _zip(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_packed_document_is_passed_on_as_sent_when_it_is_whole(loopback: Loopback, client: Client) -> None:
    packed = gzip.compress(b"reporterCode\tperiod\n" * 1000)
    archive = _zip(data=b"x" * 5000)
    octets = {"Content-Type": "application/octet-stream"}
    assert ask(client, loopback.serve("/a.gz", Reply(packed, headers=octets)), "gzip") == packed
    assert ask(client, loopback.serve("/a.zip", Reply(archive, headers=octets)), "zip") == archive
    labelled = {"Content-Type": "text/plain", "Content-Encoding": "gzip"}
    assert ask(client, loopback.serve("/b.gz", Reply(packed, headers=labelled)), "gzip") == packed
    assert failure(client, loopback.serve("/cut.gz", Reply(packed[:-20], headers=octets)), "gzip").kind == "truncated"
    assert failure(client, loopback.serve("/cut.zip", Reply(archive[:-30], headers=octets)), "zip").kind == "truncated"
    assert loopback.seen("/a.gz")[0].headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    ("media", "body", "content_type", "came"),
    [
        ("json", b"<!DOCTYPE html><html>A valid <em>key</em> must be included</html>", "text/html", "an HTML page"),
        ("csv", b"\r\n<html><body>busy</body></html>", "text/csv", "an HTML page"),
        ("csv", b"year,value\n2023,1\n", "text/html", "an HTML page labelled text/html"),
        ("json", b'\xef\xbb\xbf<?xml version="1.0"?><error/>', "application/json", "XML"),
        ("json", b"year,value\n", "text/csv", "text (labelled text/csv)"),
        ("csv", b'{"error":"no"}', "text/csv", "JSON"),
        ("csv", b"PK\x03\x04....", "text/csv", "a zip archive"),
        ("csv", b"year\0\x01", "text/csv", "binary data"),
        ("xlsx", b"%PDF-1.7", "application/octet-stream", "a PDF"),
        ("xml", b"<!doctype html><html></html>", "text/xml", "an HTML page"),
        ("json", b"{}", "image/png", "a body labelled image/png"),
        ("json", b"", "application/json", "zero bytes"),
        ("gzip", b"plain", "application/gzip", "text"),
    ],
)
def test_a_body_of_another_type_is_refused_by_name_and_not_asked_for_again(
    loopback: Loopback, client: Client, media: str, body: bytes, content_type: str, came: str
) -> None:
    error = failure(client, loopback.serve("/table", Reply(body, headers={"Content-Type": content_type})), media)
    assert (error.kind, len(loopback.seen())) == ("wrong_type", 1)
    assert f"; came {came}" in str(error)
    assert error.body_excerpt == body.decode()


@pytest.mark.parametrize(
    ("media", "body", "content_type"),
    [
        ("csv", b"year;value\n", "application/vnd.sdmx.data+csv;version=1.0.0"),
        ("csv", b"year,value\n", "application/vnd.ms-excel"),
        ("csv", "年,値\n".encode("cp932"), "text/plain"),
        ("csv", "a,—\n".encode("cp1252"), ""),
        ("json", b'\n[{"page":1},null]', "application/json;charset=utf-8"),
        ("json", b'{"type":"FeatureCollection"}', "application/geo+json"),
        ("xml", b"<response><header/></response>", "application/xml"),
        ("html", b"<html></html>", "text/html"),
        ("text", b"v1.1 (5 March)", "text/plain"),
    ],
)
def test_the_types_that_publishers_really_send_are_taken(
    loopback: Loopback, client: Client, media: str, body: bytes, content_type: str
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    assert ask(client, loopback.serve("/table", Reply(body, headers=headers)), media) == body


def test_a_status_without_a_document_is_no_document(loopback: Loopback, client: Client) -> None:
    assert failure(client, loopback.serve("/none", Reply(status=204))).kind == "not_found"
    assert failure(client, loopback.serve("/later", Reply(b'{"requestId":"1"}', 202))).kind == "wrong_type"


def test_a_silent_server_is_given_up_after_the_timeouts_of_all_tries(loopback: Loopback, client: Client) -> None:
    started = time.monotonic()
    assert failure(client, loopback.serve("/table", Reply(fault="silence"))).kind == "too_slow"
    assert failure(client, loopback.serve("/body", Reply(fault="silence_in_body"))).kind == "too_slow"
    assert len(loopback.seen("/table")) == len(loopback.seen("/body")) == 3
    assert time.monotonic() - started < 4


@pytest.mark.parametrize("fault", ["drip", "drip_headers", "endless"])
def test_an_answer_that_never_ends_is_cut_at_the_total_time_and_not_asked_for_again(
    loopback: Loopback, tmp_path: Path, fault: str
) -> None:
    started = time.monotonic()
    with Client(state_dir=tmp_path, policies={"default": replace(HASTY, total_s=2)}) as client:
        error = failure(client, loopback.serve("/table", Reply(b"1", fault=fault)))
    assert (error.kind, len(loopback.seen())) == ("too_slow", 1)
    assert "no end after 2 s" in str(error)
    assert time.monotonic() - started < 6


def test_a_page_that_grows_past_the_limit_is_cut_there(loopback: Loopback, tmp_path: Path) -> None:
    with Client(state_dir=tmp_path, policies={"default": replace(HASTY, max_bytes=1 << 20)}) as client:
        endless = failure(client, loopback.serve("/endless", Reply(b"1" * 10_000, fault="endless")))
        declared = failure(client, loopback.serve("/declared", Reply(b"[" + b" " * (1 << 20) + b"]")))
        bomb = Reply(gzip.compress(b" " * (64 << 20)), headers={**JSON, "Content-Encoding": "gzip"})
        tracemalloc.start()
        unpacked = failure(client, loopback.serve("/bomb", bomb))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert {endless.kind, declared.kind, unpacked.kind} == {"too_large"}
    assert "more than 1,048,576 bytes once unpacked" in str(unpacked)
    assert peak < 8 << 20
    assert len(loopback.seen()) == 3


def test_an_archive_that_unpacks_to_too_much_is_refused(loopback: Loopback, tmp_path: Path) -> None:
    with Client(state_dir=tmp_path, policies={"default": replace(HASTY, max_unpacked_bytes=1 << 20)}) as client:
        archive = Reply(_zip(data=b" " * (8 << 20)), headers={"Content-Type": "application/zip"})
        packed = Reply(gzip.compress(b" " * (8 << 20)), headers={"Content-Type": "application/gzip"})
        assert failure(client, loopback.serve("/zip", archive), "zip").kind == "too_large"
        assert failure(client, loopback.serve("/gzip", packed), "gzip").kind == "too_large"


def test_a_server_that_is_not_there_points_to_the_snapshot(loopback: Loopback, client: Client) -> None:
    with Loopback() as gone:
        url = gone.url
    next_step = "Check the network, or use `chokepoint refresh --snapshot` for the bundled figures."
    for there in (url, loopback.serve("/closed", Reply(fault="hang_up"))):
        error = failure(client, there)
        assert (error.kind, str(error).endswith(next_step)) == ("unreachable", True)
        assert "\n" not in str(error)
    assert len(loopback.seen("/closed")) == 3


def test_a_name_that_nobody_has_is_unreachable(tmp_path: Path) -> None:
    with Client(state_dir=tmp_path, policies={"default": replace(HASTY, retries=0)}) as client:
        error = failure(client, "https://no-such-host.invalid/")
    assert (error.kind, "no connection" in str(error)) == ("unreachable", True)


def test_a_redirect_is_followed_on_the_same_host_only(loopback: Loopback, client: Client) -> None:
    there = loopback.serve("/there", GOOD)
    for location in ("/there", "there", there):
        url = loopback.serve("/here", Reply(status=302, headers={"Location": location}))
        answer = client.get("publisher", Request("key", url), media="json")
        assert (answer.body, answer.url) == (GOOD.body, url)
    with Loopback() as other:
        elsewhere = (
            other.url,
            there.replace("127.0.0.1", "localhost"),
            "ftp://127.0.0.1/x",
            "//localhost/x",
            "http://[",
        )
        for location in elsewhere:
            url = loopback.serve("/away", Reply(status=302, headers={"Location": location}))
            error = failure(client, url)
            assert (error.kind, "a redirect to" in str(error)) == ("refused", True)
        assert other.seen() == []


def test_a_circle_of_redirects_ends(loopback: Loopback, client: Client) -> None:
    error = failure(client, loopback.serve("/table", Reply(status=301, headers={"Location": "/table"})))
    assert (error.kind, len(loopback.seen())) == ("refused", 6)


def test_a_redirect_never_leads_from_https_to_http() -> None:
    import requests

    from pipelines.http.address import follow

    secure = requests.Request("GET", "https://publisher.example/a").prepare()
    assert follow(secure, "http://publisher.example/b") is None
    assert (
        up := follow(requests.Request("GET", "http://publisher.example/a").prepare(), "https://publisher.example/b")
    )
    assert up.url == "https://publisher.example/b"


def test_a_certificate_that_nobody_vouches_for_ends_the_question_before_anything_is_sent(
    client: Client, untrusted: Callable[[], Loopback]
) -> None:
    with untrusted() as server:
        error = failure(client, server.url)
        assert (error.kind, server.seen()) == ("unreachable", [])
    assert "a certificate not to be trusted (self-signed certificate)" in str(error)


def test_nothing_is_taken_from_the_environment(
    loopback: Loopback, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login someone password something\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    url = loopback.serve("/table", Reply(GOOD.body, headers={**JSON, "Set-Cookie": "session=1"}))
    assert ask(client, url) == ask(client, url) == GOOD.body
    assert not any({"Authorization", "Cookie"} & set(seen.headers) for seen in loopback.seen())


@pytest.mark.parametrize(
    "address", ["publisher.example/a", "ftp://publisher.example/a", "https://", "https://a b/", ""]
)
def test_an_address_that_cannot_be_asked_is_named_as_a_setting_to_correct(client: Client, address: str) -> None:
    with pytest.raises(DataError, match="CHOKEPOINT_BASE_URLS__PUBLISHER"):
        ask(client, address)


def test_every_default_policy_asks_no_more_than_once_a_second_and_ends() -> None:
    from pipelines.http.client import POLICIES

    an_archive_of_all_years = {"baci": 7_200}
    for name, policy in POLICIES.items():
        if name != "notify":
            assert policy.per_second <= 1, name
            assert policy.per_day, name
            assert policy.total_s <= an_archive_of_all_years.get(name, 600), name
    with pytest.raises(ValueError, match="at least one request"):
        Policy(per_day=0)


def test_only_the_http_package_imports_what_opens_a_socket() -> None:
    network = {"requests", "urllib3", "socket", "http.client", "urllib.request", "httpx", "aiohttp", "ftplib"}
    guilty = []
    for folder in ("pipelines", "warehouse", "expectations"):
        for path in (PROJECT_ROOT / folder).rglob("*.py"):
            names = set()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    names |= {alias.name for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
            if network & names and path.parent != PROJECT_ROOT / "pipelines" / "http":
                guilty.append(str(path))
    assert guilty == []
