"""What must be true of one load of usgs__mcs_long: the figures of the Mineral Commodity Summaries since 2026."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.world_tables import WorldTables

_TRIMMED = "trim(replace({}, chr(160), ' '))"

# The 2026 edition has 8,886 rows (2026-11-21). A selection of a file is judged by what it covers, below.
WHOLE_EDITION = """
select b.document_id, count(*) as rows
from (select * from {batch}) as b
where b.document_id in (select s.document_id from raw.sighting as s where s.kind = 'raw')
group by b.document_id
having count(*) < 8000
"""

MUST_BE_THERE = """
select d.document_id, w.country
from (select distinct document_id from {batch}) as d
cross join (values ('China'), ('United States'), ('World total')) as w (country)
where not exists (
    select 1 from (select * from {batch}) as b
    where
        b.document_id = d.document_id and b.country = w.country and b.commodity = 'Rare Earths'
        and b.statistics = 'Production' and b.section like 'World %'
)
"""

LEFT_OUT = WorldTables(
    "select document_id, "
    "concat_ws(', ', section, commodity, statistics, replace(statistics_detail, ': rounded', ''), unit, year) "
    "as of_table, country, value as printed from {rows}",
    words=r"-[0-9][0-9,]*(\.[0-9]+)?|-\.[0-9]+",  # stocks and the like of the United States change by less than nothing
)

DRIFT = Drift(
    series=("commodity", "statistics", "statistics_detail", "coalesce(unit, 'no unit')", "year"),
    member=_TRIMMED.format("country"),
    total="country like 'World total%'",
    measures={"printed number": f"try_cast(replace({_TRIMMED.format('value')}, ',', '') as decimal(38, 6))"},
    attributes={"first note": "split_part(notes, ' -- ', 1)"},
    series_share=0,
)

RULES = [
    *(
        gxe.ExpectColumnValuesToNotBeNull(column=column)
        for column in (
            "mcs_chapter",
            "section",
            "commodity",
            "country",
            "statistics",
            "statistics_detail",
            "year",
            "value",
        )
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="statistics",
        value_set=[
            "Production",
            "Import",
            "Price",
            "Export",
            "Reserves",
            "Import sources 2021-2024",
            "Consumption",
            "Net import reliance",
            "Employment",
            "Capacity",
            "Stock",
            "Sold or used",
            "Shipment",
            "Sales",
            "Sold",
            "Supply",
        ],
    ),
    gxe.UnexpectedRowsExpectation(
        description="a whole edition has at least 8,000 rows",
        unexpected_rows_query=WHOLE_EDITION,
    ),
    gxe.UnexpectedRowsExpectation(
        description="the world production of rare earths is there: China, the United States and the World total",
        unexpected_rows_query=MUST_BE_THERE,
    ),
    *LEFT_OUT.rules(),
]
