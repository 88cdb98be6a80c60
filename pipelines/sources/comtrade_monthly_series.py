"""China's monthly exports of one HS6 code by partner, aggregated from UN Comtrade by a third party.

Grain: month x partner x HS6 code, exports of China. Current US dollars, FOB, and kg of net weight. Known defects, kept
in the raw table and corrected in the staging model: the weights of 2017 are missing and written as 0; Belgium is
counted twice. Small partners such as Chile are left out, and there is no World row. Neither edition nor estimation
flags were kept. Revision habit: none known, the file was published once.
Licence: none stated by the aggregator; UN Comtrade terms of use. Documentation:
https://github.com/qennis/ChinaCriticalMineralComtrade

There is no address: a file loads with `chokepoint import comtrade_monthly_series__exports FILE`. The code in its name
is the key, so that a later file of the same code is a new vintage.

Proved on the aggregator's own file, whole.
"""

from __future__ import annotations

import re
from pathlib import Path

from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from warehouse.errors import DataError

DOCUMENTATION = "https://github.com/qennis/ChinaCriticalMineralComtrade"
CHINA = "156"

_NAME = re.compile(r"(\d{6})_(\d{4})_(\d{4})\.csv", re.IGNORECASE)


def no_address(settings: Settings, partition: str | None) -> list[Request]:
    """No request: the files have no live address. They come through `chokepoint import`."""
    return []


def from_file(path: Path) -> Request:
    """What a downloaded file is of, from its name. Raises DataError when it does not name a code and two years."""
    named = _NAME.fullmatch(path.name)
    if named is None:
        raise DataError(
            expected="a file named like 811292_2017_2024.csv: code, first and last year",
            came=path.name,
            where=str(path),
            next_step="Rename the file; nothing was landed",
        )
    return Request(
        key=f"M-{CHINA}-X-{named[1]}",
        url=DOCUMENTATION,
        scope={"freq": ["M"], "reporter": [CHINA], "flow": ["X"], "cmd": [named[1]]},
    )


EXPORTS = Dataset(
    name="comtrade_monthly_series__exports",
    title="China's monthly exports of one HS6 code by partner",
    publisher="UN Comtrade, aggregated by qennis/ChinaCriticalMineralComtrade",
    licence="None stated by the aggregator; UN Comtrade terms of use",
    documentation=DOCUMENTATION,
    media="csv",
    requests=no_address,
    partitioned=False,
    from_file=from_file,
    attribution="UN Comtrade database, United Nations; aggregation by qennis/ChinaCriticalMineralComtrade",
)
