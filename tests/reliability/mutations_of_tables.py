"""Spoilt tables and archives: series of UN Comtrade, editions of USGS, input-output tables, rates, shares and GDP."""

from __future__ import annotations

from collections.abc import Iterator

from reliability.mutation import Mutation
from reliability.spoilt_tables import (
    Change,
    by_factor,
    column,
    gdp_in_millions,
    renamed,
    shifted,
    swapped_columns,
    table,
    zipped,
)

SERIES = "rare-earths-2005-2024"


def of_tables() -> Iterator[Mutation]:
    yield from _of_series()
    yield from _of_editions()
    yield from _of_others()


def _of_series() -> Iterator[Mutation]:
    totals, flows = "comtrade_mineral_series__totals", "comtrade_mineral_series__flows"

    def of(kind: str, name: str, dataset: str, change: Change, quick: bool = False) -> Mutation:
        return Mutation(kind, name, dataset, SERIES, table(change, "utf-8"), quick)

    value, weight = "trade_value_usd", "net_weight_kg"
    is_2024 = lambda row: row["year"] == "2024"  # noqa: E731
    is_chinese = lambda row: row["exporter_iso"] == "CHN"  # noqa: E731
    yield of("unit of value", "thousands in a series", totals, column(value, by_factor(1000)))
    yield of("unit of value", "thousands in one year of a series", flows, column(value, by_factor(1000), is_2024))
    yield of("unit of weight", "tonnes for kilograms in a series", flows, column(weight, by_factor(0.001)))
    yield of("unit of weight", "tonnes in one year of a series", totals, column(weight, by_factor(0.001), is_2024))
    yield of("currency", "yen in one year of a series", flows, column(value, by_factor(150), is_2024))
    yield of(
        "partners",
        "exporter and importer in each other's place",
        flows,
        swapped_columns("importer_iso", "exporter_iso"),
    )
    yield of("partners", "China and Viet Nam swapped", flows, renamed("exporter_iso", {"CHN": "VNM", "VNM": "CHN"}))
    yield of(
        "partners",
        "China dropped from a series",
        flows,
        lambda rows, place: [r for r in rows if r[place["exporter_iso"]] != "CHN"],
    )
    yield of("partners", "names for codes", flows, swapped_columns("exporter_iso", "exporter"))
    yield of(
        "flow",
        "imports and exports swapped in a series",
        totals,
        renamed("flow", {"Import": "Export", "Export": "Import"}),
    )
    yield of("rows", "every row of a series twice", totals, lambda rows, place: rows + rows)
    yield of(
        "rows",
        "a series that ends ten years earlier",
        totals,
        lambda rows, place: [r for r in rows if int(r[place["year"]]) <= 2014],
    )
    yield of("period", "every year one later", flows, column("year", lambda text: str(int(text) + 1)))
    yield of("columns", "a shifted column", totals, shifted)
    yield of("columns", "value and weight swapped in a series", totals, swapped_columns(value, weight))
    yield of("numbers", "decimal commas in a series", flows, column(value, lambda text: text.replace(".", ",")))
    yield of(
        "numbers",
        "a negative weight in a series",
        totals,
        column(weight, lambda text: f"-{text}", lambda row: is_2024(row) and row["country_iso"] == "CHN"),
    )
    yield of("World", "World among the exporters", flows, renamed("exporter_iso", {"AUT": "W00"}))
    yield Mutation(
        "encoding", "a series cut in the middle of a row", totals, SERIES, lambda body: body[: len(body) // 2]
    )
    yield Mutation("encoding", "a series in UTF-16", flows, SERIES, lambda body: body.decode().encode("utf-16"))
    yield of("valuation", "FOB for CIF of one exporter, 7 % less", flows, column(value, by_factor(0.93), is_chinese))


def _of_editions() -> Iterator[Mutation]:
    wide, long = "usgs__mcs_wide", "usgs__mcs_long"

    def of_2025(kind: str, name: str, change: Change, quick: bool = False) -> Mutation:
        return Mutation(kind, name, wide, "mcs-2025", zipped(table(change)), quick)

    def of_2026(kind: str, name: str, change: Change, quick: bool = False) -> Mutation:
        return Mutation(kind, name, long, "mcs-2026", table(change, "cp1252"), quick)

    estimate, earlier = "PROD_EST_ 2024", "PROD_2023"
    rare = lambda row: row["COMMODITY"].strip() == "Rare earths"  # noqa: E731
    rare_2026 = lambda row: row["Commodity"] == "Rare Earths" and row["Section"].startswith("World ")  # noqa: E731
    of_china = lambda row: rare_2026(row) and row["Country"] == "China"  # noqa: E731
    yield of_2025("unit of weight", "kilotonnes printed as tonnes", column(estimate, by_factor(0.001), rare), True)
    yield of_2025("edition", "two years in each other's column", swapped_columns(estimate, earlier))
    yield of_2025("edition", "the edition of another year", column("SOURCE", lambda text: "MCS2024"))
    yield of_2025("rows", "an edition cut off after half", lambda rows, place: rows[: len(rows) // 2])
    yield of_2025("partners", "two producers swapped", renamed("COUNTRY", {"China": "Australia", "Australia": "China"}))
    yield of_2025("codes", "a country nobody knows", renamed("COUNTRY", {"China": "Cathay"}))
    yield of_2025("numbers", "words for figures", column(estimate, lambda text: "n/a", rare))
    yield of_2026(
        "unit of weight", "production of rare earths a thousandfold", column("Value", by_factor(1000), rare_2026)
    )
    yield of_2026(
        "unit of weight",
        "another unit beside the same figures",
        column("Unit", lambda text: "thousand metric tons", rare_2026),
    )
    yield of_2026(
        "numbers",
        "thousands separators of an edition read as decimal points",
        column("Value", lambda text: text.replace(",", "."), rare_2026),
    )
    yield of_2026(
        "partners",
        "China dropped from an edition",
        lambda rows, place: [
            r for r in rows if not (r[place["Commodity"]] == "Rare Earths" and r[place["Country"]] == "China")
        ],
    )
    yield of_2026("numbers", "reserves for production", column("Value", lambda text: "44,000,000", of_china))
    yield of_2026(
        "period",
        "every year of an edition one later",
        column("Year", lambda text: str(int(text) + 1) if text.isdigit() else text),
    )
    yield Mutation(
        "encoding",
        "an edition in another encoding",
        long,
        "mcs-2026",
        lambda body: body.decode("cp1252").encode("utf-8"),
    )
    yield Mutation("encoding", "an archive with its last bytes missing", wide, "mcs-2025", lambda body: body[:-60])


def _of_others() -> Iterator[Mutation]:
    io_2011, rates = "mic_io__table", "exchange_rates__ecb"
    yield Mutation(
        "codes",
        "leading zeros lost",
        io_2011,
        "JPN-2011",
        table(column("input_name", lambda text: text.lstrip("0")), "utf-8"),
        True,
    )
    yield Mutation(
        "unit of value",
        "yen for millions of yen",
        io_2011,
        "JPN-2011",
        table(column("value_M", by_factor(1e6)), "utf-8"),
    )
    yield Mutation(
        "codes",
        "leading zeros of industries lost",
        "oecd_io__table",
        "JPN-2021",
        table(column("row_code", lambda text: text.lstrip("0")), "utf-8"),
    )
    yield Mutation(
        "currency",
        "a rate the other way round",
        rates,
        "M-USD-EUR",
        table(column("OBS_VALUE", lambda text: f"{1 / float(text):.10f}"), "utf-8"),
    )
    yield Mutation(
        "currency",
        "yen for dollars in a rate",
        rates,
        "M-USD-EUR",
        table(column("CURRENCY", lambda text: "JPY"), "utf-8"),
    )
    yield Mutation(
        "unit of value",
        "shares as fractions for percentages",
        "eu_criticality__global_supply",
        "study-2023",
        table(column("Share", lambda text: by_factor(0.01)(text.strip("<>%")) + "%"), "cp1252"),
    )
    yield Mutation("unit of value", "GDP in millions", "worldbank__indicator", "NY.GDP.MKTP.CD", gdp_in_millions)
