"""Keys reach the publisher and nobody else."""

from __future__ import annotations

import html
import json
import logging
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from faults.conftest import HASTY
from faults.server import Loopback, Reply, Seen

from pipelines.http.client import Client, FetchError
from pipelines.http.secrets import REDACTED, Redactor
from pipelines.sources.contract import Request
from warehouse.errors import ChokepointError, DataError

# However the key is spelled, its letters stay: finding either run of them is finding the key.
KEY = "Zq7Xw+/=&\"<%\\ 'Kp9Lm"
RUNS = ("Zq7Xw", "Kp9Lm")


def request(url: str) -> Request:
    return Request("key", url, params={"a": "1"}, secrets={"X-Key": KEY}, secret_params={"appId": KEY})


def echo(status: int, content_type: str = "application/json") -> Callable[[Seen], Reply]:
    """A publisher that repeats the key, as sent and decoded, in every spelling, around where texts are cut."""

    def reply(seen: Seen) -> Reply:
        said = f"{seen.target} {seen.headers['X-Key']} {json.dumps(KEY)} {html.escape(KEY)} {quote(quote(KEY))}"
        body = json.dumps({"message": said, "detail": "." * 270 + KEY, "description": KEY * 200})
        return Reply(body.encode(), status, {"Content-Type": content_type})

    return reply


def trouble(loopback: Loopback) -> Iterator[str]:
    for status in (400, 401, 403, 404, 429, 500):
        yield loopback.serve(f"/{status}", echo(status))
    yield loopback.serve("/html", echo(200, "text/html"))
    for fault in ("reset", "short", "cut_chunks", "silence", "hang_up"):
        yield loopback.serve(f"/{fault}", Reply(KEY.encode() * 9, fault=fault))
    for number, away in enumerate(("http://{}.example/{}", "http://[{}{}", "/redirect-1?{}{}", "//localhost/?{}{}")):
        location = away.format(quote(KEY), quote_plus(KEY))
        yield loopback.serve(f"/redirect-{number}", Reply(status=302, headers={"Location": location}))
    with Loopback() as gone:
        url = gone.url
    yield url


def everything(error: BaseException) -> str:
    """All that could be printed of an exception and of those that it is chained to."""
    texts = [str(error), repr(error), *traceback.format_exception(error), repr(vars(error))]
    for inner in (error.__cause__, error.__context__):
        texts += [everything(inner)] if inner else []
    return "\n".join(texts)


def test_a_key_is_in_no_error_no_chained_error_and_no_log(
    loopback: Loopback, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for url in trouble(loopback):
        with pytest.raises(FetchError) as caught:
            client.get("publisher", request(url), media="json")
        told = everything(caught.value)
        assert not any(run in told for run in RUNS), told
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None
    logged = caplog.text + "".join(repr(vars(record)) for record in caplog.records)
    assert not any(run in logged for run in RUNS), logged
    assert "urllib3.connectionpool" in logged
    assert REDACTED in logged
    sent = loopback.seen("/400")[0]
    assert sent.headers["X-Key"] == KEY
    assert f"appId={quote_plus(KEY)}" in sent.target


def test_a_key_is_in_no_answer(loopback: Loopback, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    loopback.serve("/table", Reply(b"{}", fault="broken_header"))
    url = f"{loopback.url.replace('//', '//someone:' + RUNS[0] + '@')}/table"
    answer = client.get("publisher", request(url), media="json")
    assert answer.url == f"{loopback.url}/table?a=1"
    assert not any(run in repr(answer) for run in RUNS)
    assert "Failed to parse headers" in caplog.text
    assert not any(run in caplog.text + repr([vars(record) for record in caplog.records]) for run in RUNS)


def test_a_key_put_into_the_address_by_mistake_is_still_hidden(loopback: Loopback, client: Client) -> None:
    url = loopback.serve("/table", Reply(status=404))
    misplaced = Request("key", url, params={"appId": KEY}, secrets={"X-Key": KEY})
    with pytest.raises(FetchError) as caught:
        client.get("publisher", misplaced, media="json")
    assert not any(run in everything(caught.value) for run in RUNS)


@pytest.mark.parametrize("key", ["", "Zq7Xw\n", " Zq7Xw", "Zq7Xw\u00e9", "Zq7\x00Xw"])
def test_a_key_that_cannot_be_sent_is_reported_without_showing_it(client: Client, key: str) -> None:
    with pytest.raises(DataError, match="CHOKEPOINT_KEYS__PUBLISHER") as caught:
        client.get("publisher", Request("key", "https://publisher.example/", secrets={"X-Key": key}), media="json")
    assert "Zq7" not in everything(caught.value)


def test_a_key_is_not_sent_over_plain_http_to_another_machine(client: Client) -> None:
    with pytest.raises(DataError, match="https://"):
        client.get("publisher", request("http://publisher.example/table"), media="json")


def test_the_address_of_a_web_hook_is_treated_as_a_key(
    loopback: Loopback, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    url = loopback.serve(f"/services/{RUNS[0]}", lambda seen: Reply(f"no hook {seen.target}".encode(), 404))
    with pytest.raises(ChokepointError) as caught:
        client.post_json(f"{url}?token={RUNS[1]}", {"event": "done"})
    assert len(loopback.seen()) == 1
    assert not any(run in everything(caught.value) + caplog.text for run in RUNS)
    assert loopback.url in str(caught.value)


def test_a_closed_client_leaves_the_log_as_it_was(tmp_path: Path) -> None:
    logger = logging.getLogger("urllib3.connectionpool")
    before = list(logger.filters)
    with Client(state_dir=tmp_path, policies={"default": HASTY}):
        assert len(logger.filters) == len(before) + 1
    assert logger.filters == before


def test_the_words_of_a_bearer_header_are_keys_too() -> None:
    redact = Redactor()
    redact.learn(["Bearer abcdefgh12345"])
    assert redact("token abcdefgh12345 of the Bearer") == f"token {REDACTED} of the Bearer"
    assert redact("Bearer%20abcdefgh12345, Bearer+abcdefgh12345") == f"{REDACTED}, {REDACTED}"
