"""The address of BACI's archives, where CHOKEPOINT_BASE_URLS__BACI names one; nothing is downloaded in full."""

from __future__ import annotations

import pytest
import requests

from pipelines.settings import Settings
from pipelines.sources.baci import TRADE

pytestmark = pytest.mark.live


def test_the_archive_of_the_release_is_at_the_address_that_the_setting_gives() -> None:
    asked = list(TRADE.requests(Settings(), None))
    if not asked:
        pytest.skip("CHOKEPOINT_BASE_URLS__BACI is not set")
    answer = requests.get(asked[0].url, headers={"Range": "bytes=0-3"}, timeout=60)
    assert answer.content[:4] == b"PK\x03\x04"
