"""What must be true of one load of usgs__mcs_wide: world figures of the 2025 Mineral Commodity Summaries."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.reference import codes
from pipelines.sources.usgs_check import KNOWN_TOKEN

_TRIMMED = "trim(replace({}, chr(160), ' '))"
_COUNTRIES = ", ".join("'" + str(name).replace("'", "''") + "'" for name in codes("usgs_economies", "usgs_name"))
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
    *(
        gxe.UnexpectedRowsExpectation(
            description=f"every value of {column} is a number, a bound, a range or a word that the contract names",
            unexpected_rows_query=f"""
                select row_number, commodity, country, {column} from {{batch}}
                where not regexp_full_match({_TRIMMED.format(column)}, '{KNOWN_TOKEN}')
            """,  # noqa: S608
        )
        for column in _FIGURES
    ),
    gxe.UnexpectedRowsExpectation(
        description="every country is one that the seed usgs_economies names",
        unexpected_rows_query=f"""
            select row_number, commodity, country from {{batch}}
            where {_TRIMMED.format("country")} not in ({_COUNTRIES})
        """,  # noqa: S608
    ),
    gxe.UnexpectedRowsExpectation(
        description="only the rutile row of Sierra Leone has no unit",
        unexpected_rows_query="""
            select row_number, commodity, country, type from {batch}
            where unit_meas is null and not (commodity = 'Titanium Mineral Concentrates' and country = 'Sierra Leone')
        """,
    ),
]
