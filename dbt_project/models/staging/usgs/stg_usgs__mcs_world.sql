{%- set units = ['t', 'kt', 'mt', 'mmt', 'kg', 'mct', 'kct', 'mcm'] -%}
with document as (
    select
        document_id,
        substr(key, length(key) - 3, 4) as edition,
        retrieved_at,
        case when length(key) = 8 then 1 else 0 end as is_archive
    from {{ ref('stg_books__current_document') }}
    where dataset = 'usgs__mcs_world'
),

-- A commodity of an edition comes alone or in the archive of all: the document that was seen last stands for it.
commodity_document as (
    select
        document_id,
        slug,
        edition,
        row_number() over (
            partition by edition, slug order by retrieved_at desc, is_archive desc, document_id asc
        ) as place
    from (
        select distinct
            d.document_id,
            d.edition,
            d.retrieved_at,
            d.is_archive,
            r.slug
        from {{ source('usgs', 'usgs__mcs_world') }} as r
        inner join document as d on r.document_id = d.document_id
    ) as delivered
),

source as (
    select
        r.*,
        d.edition
    from {{ source('usgs', 'usgs__mcs_world') }} as r
    inner join commodity_document as d on r.document_id = d.document_id and r.slug = d.slug and d.place = 1
),

entry as (
    select
        s.document_id,
        s.file,
        s.slug,
        s.edition,
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

-- The name of a column says what its figures are: statistic, form, unit, whether it is estimated, and the year, as in
-- Cap_Sponge_t_2021 or Prod_t_est_2023. Without a year it is of the year before the edition.
figure_column as (
    select
        document_id,
        file,
        name,
        statistic,
        period,
        case
            {% for unit in units -%}
                when words like '%|{{ unit }}|%' then '{{ unit }}'
            {% endfor %}
        end as unit_printed,
        words like '%|est|%' as is_estimate,
        {% set rest = namespace(text="replace(words, '|' || period || '|', '|')") -%}
        {%- for word in ['prod', 'cap', 'reserves', 'est'] + units -%}
            {%- set rest.text = "replace(" ~ rest.text ~ ", '|" ~ word ~ "|', '|')" -%}
        {%- endfor -%}
        nullif(trim(replace({{ rest.text }}, '|', ' ')), '') as form
    from (
        select distinct
            document_id,
            file,
            name,
            statistic,
            '|' || replace(lower(name), '_', '||') || '|' as words,
            case
                when substr(name, length(name) - 3, 2) = '20' then substr(name, length(name) - 3, 4)
                else cast(cast(edition as integer) - 1 as varchar)
            end as period
        from entry
        where statistic is not null and not is_note
    ) as named
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
        {{ usgs_text('s.country') }} as country_printed,
        coalesce({{ usgs_text('s.type') }}, s.slug) || coalesce(': ' || c.form, '') as detail_printed,
        c.statistic as statistic_printed,
        c.period,
        c.unit_printed,
        c.is_estimate,
        e.printed,
        n.notes,
        lower(n.notes) as note_text
    from source as s
    inner join figure_column as c on s.document_id = c.document_id and s.file = c.file
    left join entry as e
        on s.document_id = e.document_id and s.row_number = e.row_number and c.name = e.name
    left join note as n
        on s.document_id = n.document_id and s.row_number = n.row_number and c.statistic = n.statistic
),

worded as (
    select
        c.*,
        case
            when c.printed is null and c.note_text like 'included %' then c.notes
            when lower(c.printed) like 'less than%' then 's'
            when lower(c.printed) like 'categorized as%large%' then 'Large'
            when lower(c.printed) like 'categorized as%moderate%' then 'Moderate'
            when lower(c.printed) like 'categorized as%small%' then 'Small'
            when c.printed like 'e%' and {{ usgs_number('substr(c.printed, 2)') }} is not null
                then substr(c.printed, 2)
            else c.printed
        end as token,
        case
            when c.note_text like '%reported%' || c.period || '%' then 'reported'
            when
                c.is_estimate
                or p.is_marked_estimated
                or c.printed like 'e%'
                or c.note_text like 'estimated%'
                or (c.note_text like '%estimated%' and c.note_text like '%' || c.period || '%')
                or c.note_text like '%also estimated%'
                or c.note_text like '%estimated%also%'
                then 'estimated'
            else 'reported'
        end as status
    from cell as c
    left join {{ ref('stg_usgs__producer') }} as p on c.country_printed = p.country_printed
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
