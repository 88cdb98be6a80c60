"""What must be true of one load of usgs__ds140: rare earths of the United States and the world, year by year."""

import great_expectations.expectations as gxe

from expectations.drift import Drift

_FIGURES = (
    "production",
    "imports",
    "exports",
    "apparent_consumption",
    "unit_value_usd_per_t",
    "unit_value_98usd_per_t",
    "world_production",
)

# The series starts in 1900 and has not lost a year since (2026-11-21).
EVERY_YEAR = """
select document_id, min(year) as first_year, max(year) as last_year, count(*) as years
from {batch}
group by document_id
having min(year) <> '1900' or count(*) <> 1 + cast(max(year) as integer) - 1900
"""

DRIFT = Drift(
    series=("year",),
    measures={column: f"try_cast({column} as decimal(38, 6))" for column in _FIGURES},
    series_share=0,
)

RULES = [
    *(gxe.ExpectColumnValuesToNotBeNull(column=column) for column in ("year", *_FIGURES)),
    gxe.UnexpectedRowsExpectation(
        description="every year since 1900 is there once",
        unexpected_rows_query=EVERY_YEAR,
    ),
    *(
        gxe.UnexpectedRowsExpectation(
            description=f"every value of {column} is a number of at least 0, NA or W",
            unexpected_rows_query=f"""
                select row_number, year, {column} from {{batch}}
                where not regexp_full_match({column}, '[0-9]+(\\.[0-9]+)?|NA|W')
            """,  # noqa: S608
        )
        for column in _FIGURES
    ),
    gxe.UnexpectedRowsExpectation(
        description="the world produces at least what the United States do",
        unexpected_rows_query="""
            select row_number, year, production, world_production from {batch}
            where try_cast(production as double) > 1.05 * try_cast(world_production as double)
        """,
    ),
]
