"""What must be true of one load of usgs__mcs_long: the figures of the Mineral Commodity Summaries since 2026."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.reference import codes
from pipelines.sources.usgs_check import KNOWN_TOKEN

_TRIMMED = "trim(replace({}, chr(160), ' '))"
_COUNTRIES = ", ".join("'" + str(name).replace("'", "''") + "'" for name in codes("usgs_economies", "usgs_name"))

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

KEYS_ONCE = """
select document_id, commodity, country, statistics, statistics_detail, year, count(*) as rows
from {batch}
where section like 'World %'
group by all
having count(*) > 1
"""

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
    gxe.UnexpectedRowsExpectation(
        description="a world section prints each commodity, country, statistic and year once",
        unexpected_rows_query=KEYS_ONCE,
    ),
    gxe.UnexpectedRowsExpectation(
        description="every value is a number, a bound, a range or a word that the contract names",
        unexpected_rows_query=f"""
            select row_number, commodity, country, statistics_detail, value from {{batch}}
            where not regexp_full_match({_TRIMMED.format("value")}, '{KNOWN_TOKEN}')
        """,  # noqa: S608
    ),
    gxe.UnexpectedRowsExpectation(
        description="every year is a year or a range of years",
        unexpected_rows_query="""
            select row_number, commodity, year from {batch}
            where not regexp_full_match(year, '20[0-9][0-9](–[0-9][0-9])?')
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="every country is one that the seed usgs_economies names",
        unexpected_rows_query=f"""
            select row_number, commodity, country from {{batch}}
            where {_TRIMMED.format("country")} not in ({_COUNTRIES})
        """,  # noqa: S608
    ),
    gxe.UnexpectedRowsExpectation(
        description="no quantity of a world section is negative",
        unexpected_rows_query="""
            select row_number, commodity, country, value from {batch}
            where section like 'World %' and value like '-%'
        """,
    ),
]
