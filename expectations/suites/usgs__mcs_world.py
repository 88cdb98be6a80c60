"""What must be true of one load of usgs__mcs_world: world tables by commodity of the editions of 2022 to 2024."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.reference import codes
from pipelines.sources.usgs_check import KNOWN_TOKEN

_COUNTRIES = ", ".join("'" + str(name).replace("'", "''") + "'" for name in codes("usgs_economies", "usgs_name"))

# Words that these editions print in the columns of figures, besides those of the later ones.
_WORDS = 'e[0-9][0-9,]*|Less than ½ unit\\.?|[Ii]ncluded (in|with) .+|Categorized as "large"'

_FIGURES = """
    select document_id, file, file_row, country, key as name, value as printed
    from (
        select *, unnest(map_entries(cast(figures as map(varchar, varchar))), recursive := true)
        from {batch}
    )
"""

# In 2024 the files of barite and vermiculite have figures in a column without a name: the reserves again, and notes
# shifted by one column (2026-11-21).
UNNAMED = f"""
select file, country, name, printed from ({_FIGURES})
where name like 'unnamed_%' and not regexp_matches(file, '(?i)^mcs2024-(barit|vermi)_world')
"""  # noqa: S608

UNKNOWN_WORDS = f"""
select file, country, name, printed from ({_FIGURES})
where
    name not like 'unnamed_%' and not regexp_full_match(name, '(?i).*_notes?')
    and not regexp_full_match(trim(replace(printed, chr(160), ' ')), '{KNOWN_TOKEN}|{_WORDS}')
"""  # noqa: S608

UNKNOWN_UNITS = f"""
select distinct file, name from ({_FIGURES})
where
    name not like 'unnamed_%' and not regexp_full_match(name, '(?i).*_notes?')
    and not regexp_matches(name, '_(t|kt|Mt|mt|mmt|kg|mct|kct|mcm)(_|$)')
"""  # noqa: S608

DRIFT = Drift(
    table=f"""({_FIGURES.format(batch="raw.usgs__mcs_world")})""",
    series=("file", "name"),
    member="trim(country)",
    total="country ilike 'World total%'",
    measures={"printed number": "try_cast(replace(trim(printed), ',', '') as decimal(38, 6))"},
    series_share=0,
)

RULES = [
    *(gxe.ExpectColumnValuesToNotBeNull(column=column) for column in ("slug", "country", "figures")),
    gxe.UnexpectedRowsExpectation(
        description="every figure stands in a column with a name",
        unexpected_rows_query=UNNAMED,
    ),
    gxe.UnexpectedRowsExpectation(
        description="every column of figures names a unit",
        unexpected_rows_query=UNKNOWN_UNITS,
    ),
    gxe.UnexpectedRowsExpectation(
        description="every value is a number, a bound, a range or a word that the contract names",
        unexpected_rows_query=UNKNOWN_WORDS,
    ),
    gxe.UnexpectedRowsExpectation(
        description="every country is one that the seed usgs_economies names",
        unexpected_rows_query=f"""
            select file, country from {{batch}}
            where
                trim(replace(country, chr(160), ' ')) not in ({_COUNTRIES})
                and not regexp_matches(trim(country), '(?i)^(world total|other countries)')
        """,  # noqa: S608
    ),
    gxe.UnexpectedRowsExpectation(
        description="the table of rare earths has China and a World total",
        unexpected_rows_query="""
            select document_id, count(*) as rows
            from {batch}
            where slug = 'raree'
            group by document_id
            having count(*) filter (where trim(country) = 'China') = 0
                or count(*) filter (where country ilike 'World total%') = 0
        """,
    ),
]
