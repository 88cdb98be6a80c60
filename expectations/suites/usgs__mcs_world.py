"""What must be true of one load of usgs__mcs_world: world tables by commodity of the editions of 2022 to 2024."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.reference import rows
from expectations.world_tables import WorldTables

# One row per printed figure, and per note or other text beside it.
_ENTRIES = """
    select document_id, file, slug, type, country, key as name, value as printed
    from (select *, unnest(map_entries(cast(figures as map(varchar, varchar))), recursive := true) from {rows})
    where trim(value) <> ''
"""
_FIGURES = f"""
    select *, concat_ws(', ', slug, trim(type), name) as of_table
    from ({_ENTRIES})
    where regexp_matches(name, '(?i)^(prod|cap|reserves)_') and not regexp_matches(name, '(?i)_notes?$')
"""  # noqa: S608

# What these editions print besides the words of the later ones.
LEFT_OUT = WorldTables(
    _FIGURES,
    words=r'e[0-9][0-9,]*|Less than ½ unit\.?|[Ii]ncluded (in|with) .+|Categorized as "[A-Za-z ]+"',
)

UNKNOWN_COLUMNS = f"""
select document_id, file, name, count(*) as rows, left(min(printed), 60) as such_as
from ({_ENTRIES.format(rows="{batch}")})
where not regexp_matches(name, '(?i)^(prod|cap|reserves)_')
group by document_id, file, name
"""  # noqa: S608

_KNOWN_FILES = ", ".join(sorted({f"'{row['commodity_printed']}'" for row in rows("usgs_commodities")}))
UNKNOWN_FILES = f"""
select distinct document_id, slug from {{batch}} where slug not in ({_KNOWN_FILES})
"""  # noqa: S608

# The same commodity of the same edition, seen before in another file or in the archive: what it had and this one lacks.
LESS_THAN_BEFORE = f"""
with seen as (
    select document_id, right(key, 4) as edition, max(retrieved_at) as retrieved_at
    from raw.sighting
    where dataset = 'usgs__mcs_world'
    group by all
),

figure as (
    select
        f.document_id, s.edition, s.retrieved_at, f.slug, f.name, trim(f.country) as country,
        try_cast(replace(f.printed, ',', '') as decimal(38, 6)) as number,
        f.country ilike 'World total%' as is_total
    from ({_FIGURES.format(rows="raw.usgs__mcs_world")}) as f
    inner join seen as s on f.document_id = s.document_id
),

missing as (
    select n.document_id, o.document_id as document_before, o.slug, o.name, o.is_total, o.country, o.number,
        not exists (
            select 1 from figure as f
            where f.document_id = n.document_id and f.slug = o.slug and f.name = o.name and f.country = o.country
        ) as is_missing
    from (select distinct document_id, edition, retrieved_at, slug from figure) as n
    inner join figure as o on n.edition = o.edition and n.slug = o.slug and o.retrieved_at < n.retrieved_at
    where n.document_id in (select document_id from {{batch}})
        and o.document_id not in (select h.document_id from raw.held as h where h.held_until is null)
)

select
    document_id, slug, name,
    count(distinct country) filter (where is_missing) as countries_missing,
    min(country) filter (where is_missing) as such_as,
    coalesce(sum(number) filter (where is_missing and not is_total), 0) as amount_missing
from missing
group by document_id, document_before, slug, name
having
    coalesce(sum(number) filter (where is_missing and not is_total), 0)
    > 0.05 * coalesce(max(number) filter (where is_total), sum(number), 0)
"""  # noqa: S608

DRIFT = Drift(
    table=f"({_FIGURES.format(rows='raw.usgs__mcs_world')})",
    series=("file", "of_table"),
    member="trim(country)",
    total="country ilike 'World total%'",
    measures={"printed number": "try_cast(replace(trim(printed), ',', '') as decimal(38, 6))"},
    series_share=0,
)

RULES = [
    *(gxe.ExpectColumnValuesToNotBeNull(column=column) for column in ("slug", "country", "figures")),
    *LEFT_OUT.rules(),
    gxe.UnexpectedRowsExpectation(
        description="every column is a key, a figure or its note; others are read by nothing",
        severity="warning",
        unexpected_rows_query=UNKNOWN_COLUMNS,
    ),
    gxe.UnexpectedRowsExpectation(
        description="every commodity is one that the seed usgs_commodities names",
        severity="warning",
        unexpected_rows_query=UNKNOWN_FILES,
    ),
    gxe.UnexpectedRowsExpectation(
        description="no table takes the place of one with producers that it lacks, but for 5% of its amount",
        unexpected_rows_query=LESS_THAN_BEFORE,
    ),
    gxe.UnexpectedRowsExpectation(
        description="a file of rare earths has China and a World total",
        unexpected_rows_query="""
            select document_id, count(*) as rows
            from {batch}
            group by document_id
            having min(slug) = 'raree' and max(slug) = 'raree'
                and (
                    count(*) filter (where trim(country) = 'China') = 0
                    or count(*) filter (where country ilike 'World total%') = 0
                )
        """,
    ),
]
