"""What must be true of one load of usgs__mcs_wide: world figures of the 2025 Mineral Commodity Summaries."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.world_tables import WorldTables

_TRIMMED = "trim(replace({}, chr(160), ' '))"
_FIGURES = ("prod_2023", "prod_est_2024", "cap_2023", "cap_est_2024", "reserves_2024")

# The 2025 edition has 1,250 rows (2026-11-21). A selection of a file is judged by what it covers, below.
WHOLE_EDITION = """
select b.document_id, count(*) as rows
from (select * from {batch}) as b
where b.document_id in (select s.document_id from raw.sighting as s where s.kind = 'raw')
group by b.document_id
having count(*) < 1200
"""

MUST_BE_THERE = """
select d.document_id, w.country
from (select distinct document_id from {batch}) as d
cross join (values ('China'), ('United States'), ('World total (rounded)')) as w (country)
where not exists (
    select 1 from (select * from {batch}) as b
    where
        b.document_id = d.document_id and trim(b.country) = w.country and trim(b.commodity) = 'Rare earths'
        and b.prod_est_2024 is not null
)
"""

_FIGURE = (
    "select document_id, concat_ws(', ', trim(commodity), trim(type), '{0}') as of_table, country, {0} as printed "
    "from {{rows}}"
)
LEFT_OUT = WorldTables(" union all ".join(_FIGURE.format(name) for name in _FIGURES))

DRIFT = Drift(
    series=("source", "commodity", "type", "coalesce(unit_meas, 'no unit')"),
    member=_TRIMMED.format("country"),
    total="country like 'World total%'",
    measures={name: f"try_cast(replace({_TRIMMED.format(name)}, ',', '') as decimal(38, 6))" for name in _FIGURES},
    series_share=0,
)

RULES = [
    *(gxe.ExpectColumnValuesToNotBeNull(column=column) for column in ("source", "commodity", "country", "type")),
    gxe.UnexpectedRowsExpectation(
        description="a whole edition has at least 1,200 rows",
        unexpected_rows_query=WHOLE_EDITION,
    ),
    gxe.UnexpectedRowsExpectation(
        description="the production of rare earths is there: China, the United States and the World total",
        unexpected_rows_query=MUST_BE_THERE,
    ),
    *LEFT_OUT.rules(),
    gxe.UnexpectedRowsExpectation(
        description="only the rutile row of Sierra Leone has no unit",
        unexpected_rows_query="""
            select row_number, commodity, country, type from {batch}
            where unit_meas is null and not (commodity = 'Titanium Mineral Concentrates' and country = 'Sierra Leone')
        """,
    ),
]
