"""UN Comtrade's annual trade in six minerals, aggregated by a third party: totals per country, and the largest pairs.

Grain: mineral x year x flow x country (totals); mineral x year x importer x exporter for the 20 largest pairs of each
mineral and year (flows). Current US dollars and kg of net weight, gross of content. The importers' records throughout:
the "Export" totals are sums of what partners imported, not exporters' declarations. "Rare earths" is HS
280530 + 284610 + 284690; the code sets of cobalt, copper, lithium, manganese and nickel are not stated. Values of
several reporting editions are mixed. Revision habit: none known, the files were published once.
Trap: for many importers rows of breakdowns are counted with their totals, so that amounts are 2, 4 or 8 times too high,
from a year on and to a year; shares mostly hold. `quality.contradiction` says which (docs/methods.md, 7).
There is no address: flows.csv and country_ts.csv of the aggregator load with `chokepoint import`.
Licence: none stated by the aggregator; UN Comtrade terms of use. Documentation:
https://github.com/rubilamb/criticalminerals

Proved on the aggregator's own files, whole.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from warehouse.errors import DataError

DOCUMENTATION = "https://github.com/rubilamb/criticalminerals"


def no_address(settings: Settings, partition: str | None) -> list[Request]:
    """No request: the files have no live address. They come with the snapshot, or through `chokepoint import`."""
    return []


def from_file(name: str, path: Path) -> Request:
    """The whole file of the aggregator, which has the key of its rows of rare earths in the snapshot."""
    if path.name != name:
        raise DataError(
            expected=f"the file {name} of the aggregator",
            came=path.name,
            where=str(path),
            next_step="Choose the dataset that the file belongs to, or rename the file; nothing was landed",
        )
    return Request(key="rare-earths-2005-2024", url=DOCUMENTATION)


_file = partial(
    Dataset,
    publisher="UN Comtrade, aggregated by rubilamb/criticalminerals",
    licence="None stated by the aggregator; UN Comtrade terms of use: small extract, with attribution",
    documentation=DOCUMENTATION,
    media="csv",
    requests=no_address,
    partitioned=False,
    attribution="UN Comtrade database, United Nations; aggregation by rubilamb/criticalminerals",
)

FLOWS = _file(
    name="comtrade_mineral_series__flows",
    title="The 20 largest pairs of importer and exporter per mineral",
    from_file=partial(from_file, "flows.csv"),
)
TOTALS = _file(
    name="comtrade_mineral_series__totals",
    title="Imports and mirrored exports of each country per mineral",
    from_file=partial(from_file, "country_ts.csv"),
)
