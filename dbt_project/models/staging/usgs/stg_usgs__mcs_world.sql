{%- set units = ['t', 'kt', 'Mt', 'mt', 'mmt', 'kg', 'mct', 'kct', 'mcm'] -%}
with document as (
    select
        document_id,
        key,
        substr(key, length(key) - 3, 4) as edition
    from {{ ref('stg_books__current_document') }}
    where dataset = 'usgs__mcs_world'
),

-- the file of one commodity gives way to the archive of the whole edition
source as (
    select
        r.*,
        d.edition
    from {{ source('usgs', 'usgs__mcs_world') }} as r
    inner join document as d on r.document_id = d.document_id
    where
        d.key = 'mcs-' || d.edition
        or r.slug not in (
            select w.slug
            from {{ source('usgs', 'usgs__mcs_world') }} as w
            inner join document as e on w.document_id = e.document_id
            where e.key = 'mcs-' || d.edition
        )
),

entry as (
    select
        s.document_id,
        s.file,
        s.row_number,
        f.name,
        {{ usgs_text("replace(f.printed, 'Â', '')") }} as printed,
        case lower(split_part(f.name, '_', 1))
            when 'prod' then 'production'
            when 'cap' then 'capacity'
            when 'reserves' then 'reserves'
        end as statistic,
        lower(f.name) like '%_note' or lower(f.name) like '%_notes' as is_note
    from source as s
    {{ usgs_entries('s.figures', 'f', 'name', 'printed') }}
),

figure_column as (
    select distinct
        document_id,
        file,
        name,
        statistic
    from entry
    where statistic is not null and not is_note
),

note as (
    select
        document_id,
        row_number,
        statistic,
        max(printed) as notes
    from entry
    where is_note
    group by document_id, row_number, statistic
),

-- every row with every column of its file, so that a blank is a figure that is not printed
cell as (
    select
        s.document_id,
        s.row_number,
        s.edition,
        s.slug as commodity_printed,
        {{ usgs_text('s.country') }} as country_text,
        coalesce({{ usgs_text('s.type') }}, s.slug) as detail_printed,
        c.statistic as statistic_printed,
        case
            when substr(c.name, length(c.name) - 3, 2) = '20' then substr(c.name, length(c.name) - 3, 4)
            else cast(cast(s.edition as integer) - 1 as varchar)
        end as period,
        case
            {% for unit in units -%}
                when '|' || replace(c.name, '_', '|') || '|' like '%|{{ unit }}|%' then '{{ unit }}'
            {% endfor %}
        end as unit_printed,
        '|' || lower(replace(c.name, '_', '|')) || '|' like '%|est|%' as is_estimate_column,
        e.printed,
        n.notes
    from source as s
    inner join figure_column as c on s.document_id = c.document_id and s.file = c.file
    left join entry as e
        on s.document_id = e.document_id and s.row_number = e.row_number and c.name = e.name
    left join note as n
        on s.document_id = n.document_id and s.row_number = n.row_number and c.statistic = n.statistic
),

worded as (
    select
        *,
        case
            when lower(country_text) like 'world total%' then 'World total'
            when lower(country_text) like 'other countries%' then 'Other countries'
            else country_text
        end as country_printed,
        case
            when lower(printed) like 'less than%' then 's'
            when lower(printed) like 'categorized as%large%' then 'Large'
            when printed like 'e%' and {{ usgs_number('substr(printed, 2)') }} is not null then substr(printed, 2)
            else printed
        end as token,
        case
            when is_estimate_column or printed like 'e%' or lower(notes) like 'estimated%' then 'estimated'
            else 'reported'
        end as status
    from cell
),

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
