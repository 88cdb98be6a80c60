"""What must be true of one load of worldbank__indicator: one page of GDP or of a dimension of governance."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.reference import codes

KNOWN_AREAS = ", ".join(
    "'" + str(code).replace("'", "''") + "'"
    for code in sorted({*map(str, codes("economies", "iso3")), *map(str, codes("worldbank_areas", "area"))})
)

# A new base year raised Nigeria's GDP by 89 % in 2014. Estimates of governance are around 0 and within bounds, below.
DRIFT = Drift(
    series=("indicator_id", "coalesce(nullif(countryiso3code, ''), country_value)", "date"),
    only="indicator_id like 'NY.GDP.%'",
    measures={"value USD": "value"},
    series_share=0,
)

RULES = [
    *(gxe.ExpectColumnValuesToNotBeNull(column=column) for column in ("indicator_id", "country_value", "date")),
    gxe.ExpectColumnValuesToBeInSet(column="indicator_id", value_set=codes("worldbank_indicators", "indicator_id")),
    gxe.UnexpectedRowsExpectation(
        description="each row is of the indicator that was asked for",
        unexpected_rows_query="""
            select b.document_id, b.indicator_id, b.country_value, b.date
            from {batch} as b
            inner join (
                select document_id, any_value(scope) as scope
                from raw.sighting
                group by document_id
            ) as s on b.document_id = s.document_id
            where not list_contains(cast(s.scope -> '$.indicator' as varchar[]), b.indicator_id)
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="date is a year since 1960, where the series begin",
        unexpected_rows_query="""
            select indicator_id, country_value, date from {batch}
            where coalesce(try_cast(date as integer), 0) not between 1960 and 2100
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="GDP is positive and below 10^15 dollars, ten times that of the world",
        unexpected_rows_query="""
            select country_value, date, value from {batch}
            where indicator_id like 'NY.GDP.%' and value not between 1 and 1000000000000000
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="estimates of governance are within 4 standard deviations",
        # The lowest of 1996-2023 is -3.3, the highest 2.5 (2026-11-21); a percentile rank or a score is up to 100.
        unexpected_rows_query="""
            select indicator_id, country_value, date, value from {batch}
            where indicator_id like 'GOV_WGI_%' and abs(value) > 4
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="each economy or aggregate is a known one",
        # A new aggregate must not stop the figures of the others; an unknown area is served by no mart.
        severity="warning",
        unexpected_rows_query=f"""
            select distinct countryiso3code, country_value from {{batch}}
            where coalesce(nullif(countryiso3code, ''), country_value) not in ({KNOWN_AREAS})
        """,  # noqa: S608
    ),
]
