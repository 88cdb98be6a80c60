"""British Geological Survey, World Mineral Statistics: production by country since 1970, from the OGC API Features.

Measures: yearly production of a mineral commodity in a country, in the unit beside it (tonnes, tonnes of metal content,
kilograms, carats). Grain: commodity x sub-commodity x country x year. Each commodity name is one form and stage of its
own: rare earth minerals are gross tonnes of concentrate as a rule, rare earth oxides are tonnes of oxide, and the two
are never added. There is no world total. Published once a year; the last years are provisional and revised in place.
Licence: (c) UKRI/BGS; the text of the licence of this API was not read, so nothing of it is bundled. Documentation:
https://ogcapi.bgs.ac.uk/collections/world-mineral-statistics

Asked for as GeoJSON, because only that form says how many features there are and which is which: `f=csv` has neither
numberMatched nor an id, and its columns stand in another order each time, so a page cut short or served twice would
not show.

Proved on the publisher's own figures: six commodities as public users of the API saved them, in CSV. Never seen here:
a GeoJSON page of it; its envelope and its properties are those of the contract.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pipelines.settings import Settings
from pipelines.sources.contract import Dataset, Request
from pipelines.sources.sign import with_sign
from warehouse.errors import DataError

BASE_URL = "https://ogcapi.bgs.ac.uk"
STATISTIC = "Production"

# Answers of 10,000 were seen to end in the middle; the longest series known here has 1,301.
PAGE = 2_000

# The publisher's names, matched exactly. The first seven were read in real answers, the rest in clients of the API.
COMMODITIES = (
    "rare earth oxides",
    "rare earth minerals",
    "gallium, primary",
    "germanium metal",
    "graphite",
    "antimony, mine",
    "tungsten, mine",
    "cobalt, mine",
    "cobalt, refined",
    "nickel, mine",
    "nickel, smelter/refinery",
    "copper, mine",
    "copper, refined",
    "lithium minerals",
    "magnesium metal, primary",
    "vanadium, mine",
)

FIELDS = (
    "bgs_statistic_type_trans",
    "bgs_commodity_trans",
    "bgs_sub_commodity_trans",
    "country_trans",
    "country_iso2_code",
    "country_iso3_code",
    "year",
    "quantity",
    "units",
    "yearbook_table_trans",
    "concat_figure_notes_text",
    "concat_table_notes_text",
    "data_precision_description",
)


def requests(settings: Settings, partition: str | None) -> Iterator[Request]:
    """The first page of each commodity's production, all countries and years."""
    for commodity in COMMODITIES:
        yield Request(
            key=_key(commodity, 0),
            url=f"{settings.base_url('bgs', BASE_URL)}/collections/world-mineral-statistics/items",
            params={
                "f": "json",
                "bgs_commodity_trans": commodity,
                "bgs_statistic_type_trans": STATISTIC,
                **_page(0),
            },
            scope={"statistic": [STATISTIC], "commodity": [commodity]},
        )


def more(body: bytes, request: Request) -> Request | None:
    """The next page, until the features that came are as many as the publisher says match."""
    answer = json.loads(body)
    following = int(request.params["offset"]) + len(answer["features"])
    if following >= answer["numberMatched"]:
        return None
    (commodity,) = request.scope["commodity"]
    return replace(request, key=_key(commodity, following), params={**request.params, **_page(following)})


def _page(offset: int) -> dict[str, str]:
    # That pages keep one order between two calls is not documented: two calls of one page with the same ids would
    # settle it. Until then a feature that comes again is excluded by its id, and the counts of a series are checked.
    return {"limit": str(PAGE), "offset": str(offset)}


def _key(commodity: str, offset: int) -> str:
    return f"production-{re.sub('[^a-z0-9]+', '_', commodity)}-{offset}"


def check(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body is a whole page of features, of the commodity that was asked for."""
    answer = _collection(body, where)
    features = answer["features"]
    returned, matched = answer.get("numberReturned", len(features)), answer.get("numberMatched")
    if returned != len(features):
        raise _wrong(where, f"{returned} features", f"{len(features)}")
    if not isinstance(matched, int):
        raise _wrong(where, "a count of the features that match", f"numberMatched {matched!r}")
    offset = int(request.params["offset"]) if request else 0
    if offset + len(features) < matched and len(features) < (PAGE if request else 0):
        raise _wrong(where, f"a page of {PAGE} features, or the rest of {matched}", f"{len(features)} from {offset} on")
    for number, feature in enumerate(features, start=1):
        _check_feature(feature, f"{where}, feature {number}", request)


def _collection(body: bytes, where: str) -> dict[str, Any]:
    try:
        answer: Any = json.loads(body)
    except ValueError as error:
        raise _wrong(where, "a whole JSON answer", f"text that ends or breaks at {error}") from error
    if isinstance(answer, dict) and "features" not in answer and {"code", "description"} & answer.keys():
        raise _wrong(where, "features", f"the error {answer.get('code')}: {answer.get('description')}")
    if not isinstance(answer, dict) or not isinstance(answer.get("features"), list):
        raise _wrong(where, "a collection with the list features", f"{body[:100]!r}")
    return answer


def _check_feature(feature: Any, where: str, request: Request | None) -> None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or not set(FIELDS) <= set(properties):
        missing = set(FIELDS) - set(properties or {})
        raise _wrong(where, f"a feature with {', '.join(FIELDS)}", f"one without {', '.join(sorted(missing))}")
    if request is None:
        return
    asked = [*request.scope["statistic"], *request.scope["commodity"]]
    came = [properties["bgs_statistic_type_trans"], properties["bgs_commodity_trans"]]
    if came != asked:
        # a filter whose name the API does not know is left out, and everything comes
        raise _wrong(where, " of ".join(asked), " of ".join(map(str, came)))


def newest(settings: Settings, partition: str | None) -> Iterator[Request]:
    """One feature, with the count of all figures of production: a new year or a new series moves it."""
    yield Request(
        key="count",
        url=f"{settings.base_url('bgs', BASE_URL)}/collections/world-mineral-statistics/items",
        params={"f": "json", "bgs_statistic_type_trans": STATISTIC, "limit": "1", "offset": "0"},
        scope={"statistic": [STATISTIC]},
    )


def check_newest(body: bytes, where: str, request: Request | None) -> None:
    """Raise DataError unless the body is a collection that says how many features match."""
    matched = _collection(body, where).get("numberMatched")
    if not isinstance(matched, int) or matched < 1:
        raise _wrong(where, "a count of the features that match", f"numberMatched {matched!r}")


def matched(body: bytes) -> bytes:
    """How many features match."""
    return str(json.loads(body)["numberMatched"]).encode()


def _wrong(where: str, expected: str, came: str) -> DataError:
    return DataError(
        expected=expected,
        came=came,
        where=where,
        next_step="Nothing was landed; ask again later, or compare the answer with the collection's description",
    )


PRODUCTION = with_sign(
    Dataset(
        name="bgs__production",
        title="World mineral production by commodity, country and year",
        publisher="British Geological Survey",
        licence="(c) UKRI/BGS; not an open licence as far as is known: not bundled, not redistributed",
        documentation="https://ogcapi.bgs.ac.uk/collections/world-mineral-statistics",
        media="json",
        requests=requests,
        partitioned=False,
        check=check,
        more=more,
        attribution="British Geological Survey, World Mineral Statistics (c) UKRI",
    ),
    "bgs__count",
    newest,
    check=check_newest,
    figures=matched,
)
