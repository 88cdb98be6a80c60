with delivered as (
    select
        b.*,
        d.retrieved_at
    from {{ source('bgs', 'bgs__production') }} as b
    inner join {{ ref('stg_books__current_document') }} as d on b.document_id = d.document_id
),

-- how long each series is now: pages beyond that are left over from when it was longer
series as (
    select
        bgs_commodity_trans,
        max(number_matched) as number_matched
    from delivered
    where page_offset = 0
    group by bgs_commodity_trans
),

-- a feature that moved from one page to another between two refreshes counts once
ranked as (
    select
        b.*,
        row_number() over (
            partition by
                b.bgs_commodity_trans, b.bgs_sub_commodity_trans, b.country_trans, substr(b.year, 1, 4)
            order by b.retrieved_at desc, b.page_offset asc, b.document_id asc
        ) as place
    from delivered as b
    inner join series as s on b.bgs_commodity_trans = s.bgs_commodity_trans and b.page_offset < s.number_matched
),

renamed as (
    select
        -- keys
        'bgs' as source,
        'BGS-' || cast(extract(year from r.retrieved_at) as varchar) as edition,
        r.bgs_commodity_trans as commodity,
        c.material,
        c.stage,
        c.form,
        case
            when r.bgs_sub_commodity_trans is null then r.yearbook_table_trans
            else concat(r.yearbook_table_trans, ': ', r.bgs_sub_commodity_trans)
        end as statistic_detail,
        coalesce(o.iso3, e.iso3) as producer_iso3,
        r.country_trans as producer_name,
        substr(r.year, 1, 4) as period,
        -- attributes
        u.unit,
        u.t_per_unit,
        case
            when r.data_precision_description = 'Figures not available' then 'not_available'
            when r.data_precision_description = 'Nil (nothing produced)' then 'zero'
            when r.data_precision_description like 'Quantity is more than 0 but less than%' then 'small'
            when r.quantity is null then 'unknown'
            when concat('|', r.concat_figure_notes_code, '|') like '%|*|%' then 'estimated'
            when r.quantity = 0 then 'zero'
            else 'reported'
        end as flag,
        nullif(concat_ws(' ', r.concat_figure_notes_text, r.concat_table_notes_text), '') as note,
        r.document_id,
        -- measures
        r.quantity
    from ranked as r
    left join {{ ref('bgs_commodities') }} as c on r.bgs_commodity_trans = c.commodity_printed
    left join {{ ref('bgs_units') }} as u on r.units = u.unit_printed
    left join {{ ref('bgs_economies') }} as o on r.country_trans = o.country_printed
    left join {{ ref('economies') }} as e on r.country_iso3_code = e.iso3
    where r.place = 1
)

select
    *,
    case when flag in ('reported', 'estimated', 'zero') then quantity end as value,
    case when flag = 'small' then cast(0 as decimal(24, 6)) when flag <> 'not_available' then quantity end
        as value_lower,
    case when flag = 'small' then cast(0.5 as decimal(24, 6)) when flag <> 'not_available' then quantity end
        as value_upper
from renamed
