{#- the columns of one figure: statistic, period, column, notes column, whether the column is of estimates -#}
{%- set printed = [
    ('production', '2023', 'prod_2023', 'prod_notes', false),
    ('production', '2024', 'prod_est_2024', 'prod_notes', true),
    ('capacity', '2023', 'cap_2023', 'cap_notes', false),
    ('capacity', '2024', 'cap_est_2024', 'cap_notes', true),
    ('reserves', '2024', 'reserves_2024', 'reserve_notes', false),
] -%}
with source as (
    select
        r.*,
        replace(d.key, 'mcs-', '') as edition
    from {{ source('usgs', 'usgs__mcs_wide') }} as r
    inner join {{ ref('stg_books__current_document') }} as d on r.document_id = d.document_id
),

unpivoted as (
    {% for statistic, period, column, notes_column, is_estimate in printed %}
        select
            document_id,
            row_number,
            edition,
            {{ usgs_text('commodity') }} as commodity_printed,
            {{ usgs_text('country') }} as country_printed,
            {{ usgs_text('type') }} as detail_printed,
            {{ usgs_text('unit_meas') }} as unit_printed,
            '{{ statistic }}' as statistic_printed,
            '{{ period }}' as period,
            {{ usgs_text(column) }} as printed,
            {{ usgs_text(notes_column) }} as notes,
            {{ is_estimate }} as is_estimate_column
        from source
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- The release leaves the cell blank where the printed edition has a word, and puts the word into the notes.
worded as (
    select
        *,
        case
            when printed is not null then printed
            when lower(notes) = 'w for 23-24' then 'W'
            when lower(notes) = 'na for 2023' and period = '2023' then 'NA'
            when lower(notes) = 'na' or lower(notes) like 'na (%' then 'NA'
            when lower(notes) = 'xx' then 'XX'
            when lower(notes) = 'less than 1/2 unit' then 's'
            when lower(notes) in ('large', 'moderate', 'moderate to large', 'small', 'very small') then notes
            when lower(notes) like 'included %' then notes
            when lower(notes) like '% are included with %' then 's'
        end as token,
        case
            when lower(notes) like '%reported' or lower(notes) in ('reported.', 'reproted')
                then case when is_estimate_column then 'estimated' else 'reported' end
            when is_estimate_column or lower(notes) like 'estimated%' or lower(detail_printed) like '%, estimated'
                then 'estimated'
            else 'reported'
        end as status
    from unpivoted
),

-- A table without capacity, say, has blanks only in those columns: they are no figures.
printed_figures as (
    select *
    from (
        select
            *,
            count(token) over (
                partition by document_id, commodity_printed, detail_printed, statistic_printed, period
            ) as tokens
        from worded
    ) as counted
    where tokens > 0
),

figures as (
    {{ usgs_figures('printed_figures') }}
)

select
    document_id,
    row_number,
    edition,
    commodity_printed,
    country_printed,
    statistic_printed,
    detail_printed,
    period,
    unit_printed,
    token,
    flag,
    notes,
    cast(value as decimal(24, 6)) as value,
    cast(value_lower as decimal(24, 6)) as value_lower,
    cast(value_upper as decimal(24, 6)) as value_upper
from figures
