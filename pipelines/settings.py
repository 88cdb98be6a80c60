"""Every setting, typed, from the environment (CHOKEPOINT_*) and .env. Secrets are never printed."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from pipelines import watch
from warehouse.errors import ChokepointError

PROJECT_ROOT = Path(__file__).resolve().parent.parent

# Hosts whose address or key is set under another name than that of their source module.
HOSTS = {"ecb", "estat", "federal_reserve", "usgs_media"}


class Settings(BaseSettings):
    """Paths, keys and the watch list. `base_urls` replaces a publisher's address, for tests and proxies.

    `reporters` (ISO 3166-1 alpha-3, or Comtrade's codes) and `hs_codes` are whose trade in what is asked for, the most
    wanted first; unset, the watch list of `pipelines/watch.py`. `comtrade_frequencies` are A (annual) and M (monthly);
    unset, UN Comtrade is asked for both with a key, else for A. What a publisher answered within
    `refresh_window_hours` is not asked for again; 0 asks always. `nightly_at` is when the schedule starts, as five
    fields of cron in the time of Tokyo.
    """

    model_config = SettingsConfigDict(
        env_prefix="CHOKEPOINT_", env_file=PROJECT_ROOT / ".env", env_nested_delimiter="__", extra="ignore",
        hide_input_in_errors=True,
    )  # fmt: skip

    data_dir: Path = PROJECT_ROOT / "warehouse" / "data"
    snapshot_dir: Path = PROJECT_ROOT / "warehouse" / "snapshot"
    base_urls: dict[str, str] = Field(default_factory=dict)
    keys: dict[str, SecretStr] = Field(default_factory=dict)
    reporters: list[str] = Field(default_factory=watch.reporters)
    hs_codes: list[str] = Field(default_factory=watch.hs_codes)
    years_back: int = Field(3, ge=1)
    refresh_window_hours: int = Field(12, ge=0)
    comtrade_frequencies: list[Literal["A", "M"]] | None = None
    threads: int = Field(2, ge=1)
    nightly_at: str = "0 2 * * *"
    notify_command: str | None = None
    notify_url: SecretStr | None = None
    ui_host: str = "127.0.0.1"
    ui_port: int = Field(3000, ge=1, le=65_535)

    @field_validator("reporters")
    @classmethod
    def _are_economies(cls, reporters: list[str]) -> list[str]:
        known = watch.comtrade_codes().keys() | watch.area_codes()
        wrong = [one for one in reporters if one not in known]
        if wrong:
            raise ValueError(f"no economy that UN Comtrade serves: {', '.join(wrong)}; expected ISO codes such as JPN")
        return reporters

    @field_validator("hs_codes")
    @classmethod
    def _are_codes(cls, codes: list[str]) -> list[str]:
        wrong = [code for code in codes if not re.fullmatch(r"[0-9]{2}|[0-9]{4}|[0-9]{6,10}", code)]
        if wrong:
            raise ValueError(f"no HS codes: {', '.join(wrong)}; expected 2, 4 or 6 to 10 digits without dots")
        return codes

    @field_validator("keys", "base_urls")
    @classmethod
    def _are_of_publishers(cls, named: dict[str, object]) -> dict[str, object]:
        known = {path.stem for path in (PROJECT_ROOT / "pipelines" / "sources").glob("*.py")} | HOSTS
        wrong = [name for name in named if name not in known]
        if wrong:
            near = [like for name in wrong for like in get_close_matches(name, sorted(known), 1)]
            meant = f"; did you mean {', '.join(near)}?" if near else "; expected a name such as comtrade"
            raise ValueError(f"no publisher is named {', '.join(wrong)}{meant}")
        return named

    @property
    def landing_dir(self) -> Path:
        return self.data_dir / "landing"

    @property
    def build_file(self) -> Path:
        return self.data_dir / "build.duckdb"

    @property
    def serving_file(self) -> Path:
        return self.data_dir / "chokepoint.duckdb"

    @property
    def scratch_dir(self) -> Path:
        return self.data_dir / "scratch"

    @property
    def outcomes_dir(self) -> Path:
        return self.data_dir / "outcomes"

    @property
    def as_of_dir(self) -> Path:
        return self.data_dir / "as_of"

    @property
    def dagster_home(self) -> Path:
        return self.data_dir / "dagster"

    def base_url(self, source: str, default: str) -> str:
        """The address of a publisher, without a final slash."""
        return self.base_urls.get(source, default).rstrip("/")

    def key(self, source: str) -> str | None:
        """The access key of a publisher, or None. Pass it to `Request.secrets` only."""
        secret = self.keys.get(source)
        return secret.get_secret_value() if secret else None


@lru_cache
def settings() -> Settings:
    """The settings of this process, read once. Raises ChokepointError naming a wrong one, without its value."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(
            f"CHOKEPOINT_{'__'.join(map(str, found['loc'])).upper()}: {found['msg']}"
            for found in error.errors(include_url=False, include_context=False, include_input=False)
        )
    except SettingsError as error:
        wrong = str(error)
    # Raised outside the handlers, so that no exception with the value is chained to it.
    raise ChokepointError(f"A setting is wrong: {wrong}. Correct the environment or .env (.env.example shows how).")
