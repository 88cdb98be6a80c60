"""Each source against a publisher that goes wrong: figures come whole, or one message says what came instead.

Every dataset with a live route is in `faults.cases`; one fault is one test over all of them, and a failure names both.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import duckdb
import pytest
from faults.cases import CASES, HOSTS, Case
from faults.conftest import HASTY
from faults.server import Loopback, Reply, Seen

from expectations.run import Verdict, validate
from pipelines.asking import arrivals as asking
from pipelines.asking.bring import bring
from pipelines.http.client import Policy
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources import bgs
from pipelines.sources.contract import Dataset
from pipelines.sources.registry import datasets
from warehouse.errors import ChokepointError, DataError
from warehouse.landing import Landing
from warehouse.load import Accounts, load_pending, open_books
from warehouse.store import connect

PATIENT = replace(HASTY, timeout_s=20.0, total_s=40.0)
HTML = Reply(b"<!DOCTYPE html><html><title>Maintenance</title></html>", headers={"Content-Type": "text/html"})
QUOTA = "Out of call volume quota. Quota will be replenished in 03:14:17."
Fault = Callable[[Case], Sequence[Reply | Callable[[Seen], Reply]]]


@dataclass(frozen=True)
class Tried:
    """What became of one dataset under one fault."""

    case: Case
    folder: Path
    requests: int
    error: ChokepointError | None
    accounts: Accounts | None = None
    contents: str = ""

    @property
    def landed(self) -> list[str]:
        return [entry["key"] for entry in Landing(self.folder / "landing").entries(self.case.name)]


@pytest.fixture(scope="module")
def books() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as con:
        yield con


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch) -> Callable[[Policy], None]:
    return lambda hasty: monkeypatch.setattr("pipelines.http.client.POLICIES", {"default": hasty})


@pytest.fixture
def tried(
    loopback: Loopback,
    tmp_path: Path,
    books: duckdb.DuckDBPyConnection,
    monkeypatch: pytest.MonkeyPatch,
    policy: Callable[[Policy], None],
) -> Callable[..., list[Tried]]:
    """Bring each dataset under a fault, and load what landed."""
    policy(PATIENT)
    monkeypatch.setattr(bgs, "PAGE", 8)

    def one(case: Case) -> Tried:
        folder = tmp_path / str(case).replace(" ", "-")
        error = None
        try:
            bring(first_request_of(case.dataset), case.partition and [case.partition], mode="live",
                  settings=settings_of(case, folder, loopback))  # fmt: skip
        except ChokepointError as caught:
            error = caught
        return Tried(case, folder, len(loopback.seen(case.path)), error)

    def all_of_them(fault: Fault, cases: Sequence[Case] = CASES, *, is_loaded: bool = True) -> list[Tried]:
        for case in cases:
            case.serve(loopback, *fault(case))
        with ThreadPoolExecutor(8) as pool:
            return [loaded(done, books) if is_loaded else done for done in pool.map(one, cases)]

    return all_of_them


def first_request_of(dataset: Dataset) -> Dataset:
    """The dataset with the first of its requests alone, and without a look at a list of releases."""
    return replace(
        dataset, requests=lambda settings, partition: islice(dataset.requests(settings, partition), 1), releases=None
    )


def settings_of(case: Case, folder: Path, server: Loopback) -> Settings:
    return Settings(
        data_dir=folder,
        base_urls=dict.fromkeys(HOSTS, server.url),
        keys=dict(case.keys),
        reporters=["JPN"],
        hs_codes=list(case.codes),
        refresh_window_hours=0,
    )


def loaded(done: Tried, con: duckdb.DuckDBPyConnection) -> Tried:
    """The same with the accounts of the load and the rows as text; the books are emptied first."""
    if not done.landed:
        return done
    landing, name = Landing(done.folder / "landing"), done.case.name
    con.execute("drop schema if exists raw cascade")
    open_books(con, landing, name)
    try:
        accounts = load_pending(con, landing, name, done.case.dataset.encoding, done.folder / "scratch")
    except DataError as error:
        return replace(done, error=error)
    (contents,) = con.execute(f"select string_agg(cast(to_json(t) as varchar), ' ') from raw.{name} as t").fetchone()  # type: ignore[misc]
    return replace(done, accounts=accounts, contents=contents or "")


def good(case: Case) -> list[Reply]:
    return [case.reply()]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory, books: duckdb.DuckDBPyConnection) -> dict[str, Accounts]:
    """The accounts of each good answer."""
    with Loopback() as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipelines.http.client.POLICIES", {"default": PATIENT})
        patch.setattr(bgs, "PAGE", 8)
        found = {}
        for case in CASES:
            case.serve(server, *good(case))
            folder = tmp_path_factory.mktemp("good")
            bring(first_request_of(case.dataset), case.partition and [case.partition], mode="live",
                  settings=settings_of(case, folder, server))  # fmt: skip
            done = loaded(Tried(case, folder, 1, None), books)
            assert done.accounts and done.accounts.accepted and not done.accounts.quarantined, f"{case}: {done.error}"
            found[str(case)] = done.accounts
    return found


def problems(wrong: dict[str, object]) -> str:
    return "\n".join(f"{case}: {what}" for case, what in wrong.items())


def all_landed(found: list[Tried], expected: dict[str, Accounts]) -> None:
    """The good answer came after all, whole."""
    wrong = {
        str(done.case): done.error or done.accounts
        for done in found
        if done.error or done.accounts != expected[str(done.case)]
    }
    assert not wrong, problems(wrong)


def none_landed(found: list[Tried], *words: str) -> None:
    """One clear message, and nothing of the answer among the documents."""
    wrong: dict[str, object] = {}
    for done in found:
        said = str(done.error)
        if done.error is None or done.landed:
            wrong[str(done.case)] = f"landed {done.landed}, {done.accounts}, said {said}"
        elif not is_clear(done.error) or not all(word in said for word in words):
            wrong[str(done.case)] = f"said {said}"
    assert not wrong, problems(wrong)


def is_clear(error: ChokepointError) -> bool:
    """One line that says what was expected, what came, where, and what to do."""
    parts = (getattr(error, name, "") for name in ("expected", "came", "where", "next_step"))
    return all(parts) and "\n" not in str(error) and len(str(error)) < 2_000


def whole_or_refused(found: list[Tried], expected: dict[str, Accounts], text: str = "") -> None:
    """Either all figures of the good answer, text included, or a message; or rows set aside with a reason."""
    wrong: dict[str, object] = {}
    for done in found:
        usual, accounts = expected[str(done.case)], done.accounts
        if done.error is not None:
            is_right = is_clear(done.error) and accounts is None
        else:
            is_whole = accounts == usual and text in done.contents
            is_right = is_whole or (accounts is not None and is_set_aside(accounts, usual))
        if not is_right:
            wrong[str(done.case)] = f"{accounts} in place of {usual}, said {done.error}"
    assert not wrong, problems(wrong)


def is_set_aside(accounts: Accounts, usual: Accounts) -> bool:
    """Whether rows are in quarantine and not among the accepted ones: no figure became a missing one silently."""
    return accounts.quarantined > 0 and accounts.accepted + accounts.quarantined == usual.accepted


# What the table of cases covers


def test_every_dataset_with_a_live_route_is_tried() -> None:
    asked = Settings(
        base_urls=dict.fromkeys(HOSTS, "http://127.0.0.1:9"),
        keys={"us_census": "k", "korea_customs": "k"},
        hs_codes=["2846"],
    )
    tried_ones = {case.name: case.partition for case in CASES}
    live = {
        name
        for name, dataset in datasets().items()
        if any(True for _ in dataset.requests(asked, tried_ones.get(name, "2024" if dataset.partitioned else None)))
    }
    assert live == set(tried_ones)


def test_every_address_that_a_source_asks_can_be_replaced() -> None:
    sources = (path.read_text() for path in (PROJECT_ROOT / "pipelines" / "sources").glob("*.py"))
    named = {name for text in sources for name in re.findall(r"""base_url\(["'](\w+)["']""", text)}
    assert named == set(HOSTS)


# The publisher is busy, or done for today


def test_429_with_retry_after_is_waited_for(tried: Callable[..., list[Tried]], expected: dict[str, Accounts]) -> None:
    def busy(case: Case) -> list[Reply]:
        return [Reply(b"", status=429, headers={"Retry-After": "1"}), case.reply()]

    found = tried(busy)
    all_landed(found, expected)
    assert {done.requests for done in found} == {2}


def test_429_without_retry_after_ends_as_a_quota(tried: Callable[..., list[Tried]]) -> None:
    found = tried(lambda case: [Reply(b'{"message":"Rate limit is exceeded."}', status=429)])
    none_landed(found, "status 429", "Rate limit is exceeded")
    assert {done.requests for done in found} == {1 + PATIENT.retries}


def test_403_for_a_used_up_quota_is_asked_for_once(tried: Callable[..., list[Tried]]) -> None:
    found = tried(lambda case: [Reply(json.dumps({"statusCode": 403, "message": QUOTA}).encode(), status=403)])
    none_landed(found, QUOTA)
    assert {done.requests for done in found} == {1}


def test_two_server_errors_and_then_an_answer(tried: Callable[..., list[Tried]], expected: dict[str, Accounts]) -> None:
    found = tried(lambda case: [Reply(status=503), Reply(b"<html>", status=500), case.reply()])
    all_landed(found, expected)
    assert {done.requests for done in found} == {3}


# The answer does not come whole


def test_a_silent_publisher_is_given_up(tried: Callable[..., list[Tried]], policy: Callable[[Policy], None]) -> None:
    policy(replace(HASTY, timeout_s=0.5, total_s=20, retries=1))
    none_landed(tried(lambda case: [Reply(fault="silence")]), "no answer in time (tried 2 times)")


def test_a_connection_reset_in_mid_body_lands_nothing(tried: Callable[..., list[Tried]]) -> None:
    none_landed(tried(lambda case: [replace(case.reply(), fault="reset")]), "(tried 3 times)")


def test_a_truncated_gzip_lands_nothing(tried: Callable[..., list[Tried]]) -> None:
    def cut(case: Case) -> list[Reply]:
        packed = gzip.compress(case.reply().body)
        return [replace(case.reply(**{"Content-Encoding": "gzip"}), body=packed[: len(packed) * 2 // 3])]

    none_landed(tried(cut), "a compressed body that ends in the middle")


def test_a_page_that_never_ends_is_cut_off_by_its_size(
    tried: Callable[..., list[Tried]], policy: Callable[[Policy], None]
) -> None:
    policy(replace(PATIENT, max_bytes=100_000))
    none_landed(tried(lambda case: [replace(case.reply(), fault="endless")]), "more than 100,000 bytes")


def test_a_page_that_drips_without_end_is_cut_off_in_time(
    tried: Callable[..., list[Tried]], policy: Callable[[Policy], None]
) -> None:
    policy(replace(PATIENT, total_s=1.5))
    none_landed(tried(lambda case: [replace(case.reply(), fault="drip")]), "no end after 1.5 s")


# The answer is something else


def test_an_html_page_with_status_200_lands_nothing(tried: Callable[..., list[Tried]]) -> None:
    none_landed(tried(lambda case: [HTML]), "an HTML page")


def test_an_html_page_in_place_of_an_index_lands_nothing(tried: Callable[..., list[Tried]], loopback: Loopback) -> None:
    led = [replace(case, lead=dict.fromkeys(case.lead, lambda seen: HTML)) for case in CASES if case.lead]
    assert len(led) == 2
    none_landed(tried(good, led))


def test_the_publishers_own_error_with_status_200_lands_nothing_and_is_quoted(
    tried: Callable[..., list[Tried]],
) -> None:
    found = tried(lambda case: [replace(case.reply(), body=case.says[0])])
    none_landed(found)
    unquoted = {str(done.case): done.error for done in found if done.case.says[1] not in str(done.error)}
    assert not unquoted, problems(unquoted)  # type: ignore[arg-type]


def test_an_empty_answer_is_kept_as_one_or_refused_and_never_a_figure(tried: Callable[..., list[Tried]]) -> None:
    found = tried(lambda case: [case.empty])
    by_suite = [done for done in found if done.case.name in {"baci__trade", "usgs__ds140"}]
    none_landed([done for done in found if not done.case.is_empty_kept and done not in by_suite])
    assert all(map(is_refused_by_suite, by_suite))
    kept = {str(done.case): (done.error, done.accounts) for done in found if done.case.is_empty_kept}
    assert set(kept.values()) == {(None, Accounts(documents=1))}, problems(kept)  # type: ignore[arg-type]


def test_an_answer_cut_off_at_the_cap_of_its_route_lands_nothing(tried: Callable[..., list[Tried]]) -> None:
    capped = [case for case in CASES if case.cut_off]
    assert {case.name for case in capped} == {
        "comtrade__trade", "japan_customs__trade", "bgs__production", "worldbank__indicator", "eurostat_comext__trade",
    }  # fmt: skip
    found = tried(lambda case: [replace(case.reply(), body=case.cut_off or b"")], capped)
    none_landed(found)
    assert "truncated: 500 rows" in str(next(done.error for done in found if done.case.name == "comtrade__trade"))


def test_413_for_too_large_a_question_lands_nothing(tried: Callable[..., list[Tried]]) -> None:
    none_landed(tried(lambda case: [Reply(b"<error>too many cells</error>", status=413)]), "413")


# The layout changed


def test_a_changed_column_is_told(tried: Callable[..., list[Tried]]) -> None:
    found = tried(lambda case: [case.reply(case.replaced(case.column, 0))])
    wrong = {
        str(done.case): done.error or done.accounts
        for done in found
        if not (is_clear(done.error) if done.error else done.accounts and not done.accounts.accepted)
    }
    assert not wrong, problems(wrong)  # type: ignore[arg-type]


def test_a_word_in_place_of_a_number_is_never_taken_for_a_missing_figure(
    tried: Callable[..., list[Tried]], expected: dict[str, Accounts]
) -> None:
    found = tried(lambda case: [case.reply(case.replaced(case.number, 1))])
    whole_or_set_aside = {
        str(done.case): done.accounts
        for done in found
        if not done.case.is_known_by_suite
        and done.error is None
        and not (done.accounts and is_set_aside(done.accounts, expected[str(done.case)]))
    }
    assert not whole_or_set_aside, problems(whole_or_set_aside)  # type: ignore[arg-type]
    passed = [str(done.case) for done in found if done.case.is_known_by_suite and not is_told_by_suite(done)]
    assert not passed, f"the suites let it pass: {', '.join(passed)}"


def is_refused_by_suite(done: Tried) -> bool:
    """Whether a figure that is text in the raw table, such as W or NA, is judged by the suite."""
    return done.error is not None or not verdict_on(done).is_passed


def is_told_by_suite(done: Tried) -> bool:
    """The same, where what is small in its document is told and served as unknown."""
    return done.error is not None or not all(finding.is_passed for finding in verdict_on(done).findings)


def verdict_on(done: Tried) -> Verdict:
    landing, build_file = Landing(done.folder / "landing"), done.folder / "build.duckdb"
    with connect(build_file) as con:
        open_books(con, landing)
        load_pending(con, landing, done.case.name, done.case.dataset.encoding, done.folder / "scratch")
    return validate(build_file, done.case.name)


# The letters


@pytest.mark.parametrize("is_marked", [True, False])
def test_a_byte_order_mark_changes_no_figure(
    tried: Callable[..., list[Tried]], expected: dict[str, Accounts], is_marked: bool
) -> None:
    def written(case: Case) -> list[Reply]:
        text = case.good.decode(case.encoding).removeprefix("\ufeff")
        return [case.reply(text.encode("utf-8-sig" if is_marked else case.encoding))]

    found = tried(written, [case for case in CASES if case.is_text])
    refused = [done for done in found if is_marked and done.case.name == "baci__trade"]
    none_landed(refused, "the header t,i,j,k,v,q")
    all_landed([done for done in found if done not in refused], expected)


@pytest.mark.parametrize(("encoding", "text"), [("cp932", "東京"), ("cp1252", "Côte")])
def test_letters_in_another_encoding_are_read_right_or_refused(
    tried: Callable[..., list[Tried]], expected: dict[str, Accounts], encoding: str, text: str
) -> None:
    def written(case: Case) -> list[Reply]:
        letters = text.encode(encoding).decode("latin-1")
        return [case.reply(case.replaced((f"({case.text})", rf"\g<1>{letters}"), 1))]

    # Every byte but five is a letter in Windows-1252, the encoding of these: their suites know the countries.
    own = {"usgs__mcs_long", "usgs__mcs_wide", "usgs__mcs_world"} if encoding == "cp932" else set()
    found = tried(written, [case for case in CASES if case.text])
    whole_or_refused([done for done in found if done.case.name not in own], expected, text)
    passed = [str(done.case) for done in found if done.case.name in own and not is_told_by_suite(done)]
    assert not passed, f"the suites let it pass: {', '.join(passed)}"


# The pages


def paged() -> list[Case]:
    cases = [case for case in CASES if case.page]
    assert {case.name for case in cases} == {
        name for name, dataset in datasets().items() if dataset.more and name not in {"comtrade__trade"}
    }
    return [replace(case, good=case.page(1)) for case in cases if case.page]


def test_a_page_that_comes_again_lands_nothing(tried: Callable[..., list[Tried]]) -> None:
    cases = [case for case in paged() if case.route != "files"]
    none_landed(tried(lambda case: [case.reply(), case.reply()], cases))


def test_pages_without_end_are_given_up_and_none_of_them_lands(
    tried: Callable[..., list[Tried]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MAX_PAGES", 4)

    def endless(case: Case) -> list[Reply]:
        return [case.reply(case.page(number)) for number in range(1, 8)] if case.page else []

    found = tried(endless, paged())
    none_landed(found, "the pages do not end")
    assert {done.requests for done in found} <= {4, 5}


# What was served before


def test_a_faulty_answer_leaves_what_landed_before(tried: Callable[..., list[Tried]]) -> None:
    before = {str(done.case): done.landed for done in tried(good, is_loaded=False)}
    assert all(before.values())
    for fault in ([HTML], [Reply(status=500)], [Reply(b'{"statusCode":500}', status=200)], [Reply(status=204)]):
        found = tried(lambda case, fault=fault: fault, is_loaded=False)
        assert {str(done.case): done.landed for done in found} == before
        quiet = [str(done.case) for done in found if done.error is None]
        assert not quiet, f"{fault}: no word from {', '.join(quiet)}"


def test_no_data_in_place_of_figures_is_a_failure_where_an_error_status_says_it(
    tried: Callable[..., list[Tried]],
) -> None:
    said_by_status = [case for case in CASES if case.empty.status != 200]
    assert {case.name for case in said_by_status} == {"us_census__trade", "eurostat_comext__trade"}
    before = tried(good, said_by_status, is_loaded=False)
    after = tried(lambda case: [case.empty], said_by_status, is_loaded=False)
    assert [done.landed for done in after] == [done.landed for done in before]
    assert all(done.error and is_clear(done.error) for done in after)
