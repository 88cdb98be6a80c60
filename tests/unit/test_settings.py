"""Settings from the environment: typed, with secrets that are never printed."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.settings import PROJECT_ROOT, Settings, settings
from pipelines.sources.comtrade_answer import area
from warehouse.errors import ChokepointError


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Without the machine's .env, and read anew by each test."""
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    yield
    settings.cache_clear()


def test_without_any_setting_the_warehouse_is_in_the_project() -> None:
    found = Settings()
    assert found.serving_file == PROJECT_ROOT / "warehouse" / "data" / "chokepoint.duckdb"
    assert found.snapshot_dir == PROJECT_ROOT / "warehouse" / "snapshot"
    assert (found.ui_host, found.keys, found.base_urls) == ("127.0.0.1", {}, {})


def test_every_file_is_below_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHOKEPOINT_DATA_DIR", str(tmp_path))
    found = Settings()
    places = {name: getattr(found, name) for name in dir(Settings) if name.endswith(("_dir", "_file", "_home"))}
    below = {name for name, place in places.items() if isinstance(place, Path) and place.is_relative_to(tmp_path)}
    assert below >= {"landing_dir", "build_file", "serving_file", "scratch_dir", "dagster_home"}
    assert {name for name, place in places.items() if isinstance(place, Path)} - below == set()


def test_lists_and_addresses_are_given_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHOKEPOINT_HS_CODES", '["2846"]')
    monkeypatch.setenv("CHOKEPOINT_BASE_URLS", '{"comtrade": "http://127.0.0.1:8000/"}')
    found = Settings()
    assert found.hs_codes == ["2846"]
    assert found.base_url("comtrade", "https://default.example") == "http://127.0.0.1:8000"
    assert found.base_url("usgs", "https://default.example/") == "https://default.example"


def test_a_key_is_read_from_its_own_variable_and_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHOKEPOINT_KEYS__COMTRADE", "s3cret")
    found = Settings()
    assert found.key("comtrade") == "s3cret"
    assert found.key("census") is None
    assert "s3cret" not in repr(found) + str(found) + found.model_dump_json()


def test_settings_are_read_from_a_file_and_the_environment_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("CHOKEPOINT_YEARS_BACK=7\nCHOKEPOINT_UI_PORT=4000\nOTHER=1\n")
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    monkeypatch.setenv("CHOKEPOINT_UI_PORT", "5000")
    found = Settings()
    assert (found.years_back, found.ui_port) == (7, 5000)


@pytest.mark.parametrize(
    ("name", "value"), [("YEARS_BACK", "0"), ("YEARS_BACK", "many"), ("THREADS", "0"), ("HS_CODES", "2846")]
)
def test_a_setting_of_the_wrong_kind_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"CHOKEPOINT_{name}", value)
    settings.cache_clear()
    with pytest.raises(ChokepointError, match=rf"(?i)A setting is wrong: .*{name}.*\.env"):
        settings()


@pytest.mark.parametrize("value", ['["s3cret"]', "s3cret", '{"comtrade": {"key": "s3cret"}}'])
def test_a_key_in_the_wrong_form_is_not_printed_in_the_message_about_it(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("CHOKEPOINT_KEYS", value)
    settings.cache_clear()
    with pytest.raises(ChokepointError, match=r"(?i)keys") as caught:
        settings()
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("REPORTERS", '["JPN", "GERMANY"]', "GERMANY; expected ISO codes such as JPN"),
        ("REPORTERS", '["EUR"]', "EUR"),
        ("HS_CODES", '["2846.90"]', "2846.90; expected 2, 4 or 6 to 10 digits without dots"),
        ("HS_CODES", '["284"]', "no HS codes: 284"),
        ("REPORTERS", '["840"]', "840; expected ISO codes such as JPN"),
        ("KEYS", '{"comtrad": "s3cret"}', "no publisher is named comtrad; did you mean comtrade?"),
        ("BASE_URLS", '{"e-stat": "http://127.0.0.1"}', "no publisher is named e-stat; did you mean estat?"),
    ],
)
def test_a_wrong_reporter_or_code_is_told_before_anybody_is_asked(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(f"CHOKEPOINT_{name}", value)
    settings.cache_clear()
    with pytest.raises(ChokepointError, match=rf"CHOKEPOINT_{name}: .*{re.escape(told)}"):
        settings()
    settings.cache_clear()


def test_every_name_that_a_source_asks_for_can_be_set() -> None:
    asked = re.compile(r"(?:settings\.key|base_url)\(\s*['\"](\w+)['\"]")
    names = {
        name
        for path in (PROJECT_ROOT / "pipelines" / "sources").glob("*.py")
        for name in asked.findall(path.read_text(encoding="utf-8"))
    }
    assert {"comtrade", "estat", "ecb", "usgs_media"} <= names
    Settings(keys=dict.fromkeys(names, "a key"), base_urls=dict.fromkeys(names, "http://127.0.0.1"))


def test_every_economy_that_un_comtrade_serves_can_be_a_reporter() -> None:
    codes = {iso3: area(iso3) for iso3 in ("FRA", "USA", "IND", "TWN", "CHE", "NOR", "ITA", "BRA", "KEN")}
    assert codes == {
        "FRA": "251", "USA": "842", "IND": "699", "TWN": "490", "CHE": "757", "NOR": "579", "ITA": "380", "BRA": "76",
        "KEN": "404",
    }  # fmt: skip
