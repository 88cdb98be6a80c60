with printed as (
    select
        document_id,
        row_number,
        edition,
        commodity_printed,
        country_printed,
        statistic_printed,
        detail_printed,
        false as is_named_by_file,
        period,
        unit_printed,
        token,
        flag,
        notes,
        value,
        value_lower,
        value_upper
    from {{ ref('stg_usgs__mcs_long') }}
    where is_world_section
    union all
    select
        document_id,
        row_number,
        edition,
        commodity_printed,
        country_printed,
        statistic_printed,
        detail_printed,
        false as is_named_by_file,
        period,
        unit_printed,
        token,
        flag,
        notes,
        value,
        value_lower,
        value_upper
    from {{ ref('stg_usgs__mcs_wide') }}
    union all
    select
        document_id,
        row_number,
        edition,
        commodity_printed,
        country_printed,
        statistic_printed,
        detail_printed,
        true as is_named_by_file,
        period,
        unit_printed,
        token,
        flag,
        notes,
        value,
        value_lower,
        value_upper
    from {{ ref('stg_usgs__mcs_world') }}
),

-- An edition of one file per commodity names it by the file only; a table that the seed lacks keeps its printed name.
keyed as (
    select
        *,
        -- no producer makes less than nothing
        coalesce(value < 0 or value_lower < 0, false) as is_negative,
        {{ usgs_key('commodity_printed') }} as commodity_key,
        {{ usgs_key('detail_printed') }} as detail_key,
        {{ usgs_key('country_printed') }} as country_key
    from printed
),

-- what a file is of, where its table is one that the seed lacks
file_commodity as (
    select
        commodity_printed,
        max(commodity) as commodity,
        max(material) as material
    from {{ ref('usgs_commodities') }}
    group by commodity_printed
    having count(distinct commodity) = 1
),

named as (
    select
        p.document_id,
        p.row_number,
        p.edition,
        p.commodity_printed,
        p.detail_printed,
        p.country_printed,
        p.statistic_printed,
        coalesce(
            one.commodity,
            c.commodity,
            case when p.is_named_by_file then coalesce(f.commodity, p.commodity_printed) end
        ) as commodity,
        coalesce(one.statistic, c.statistic, p.statistic_printed) as statistic,
        coalesce(one.statistic_detail, c.statistic_detail, p.detail_printed) as statistic_detail,
        coalesce(
            one.stage,
            c.stage,
            case
                when p.statistic_printed = 'reserves' or p.detail_key like '%mine%' then 'mine'
                when p.detail_key like '%refin%' or p.detail_key like '%smelt%' then 'refine'
                else 'other'
            end
        ) as stage,
        coalesce(one.material, c.material, case when p.is_named_by_file then f.material end) as material,
        coalesce(one.content_basis, c.content_basis, 'not_stated') as content_basis,
        coalesce(one.is_excluded, c.is_excluded, false) as is_excluded,
        e.name as economy_name,
        e.iso3 as producer_iso3,
        e.kind as producer_kind,
        e.qualifier,
        p.period,
        u.unit,
        u.t_per_unit,
        p.token,
        case when p.is_negative then 'unreadable' else p.flag end as flag,
        p.notes,
        case when not p.is_negative then p.value end as value,
        case when not p.is_negative then p.value_lower end as value_lower,
        case when not p.is_negative then p.value_upper end as value_upper
    from keyed as p
    left join {{ ref('usgs_commodities') }} as c
        on
            p.commodity_key = c.commodity_printed
            and p.detail_key = c.detail_printed
            and p.statistic_printed = c.statistic_printed
            and c.country_printed is null
    left join {{ ref('usgs_commodities') }} as one
        on
            p.commodity_key = one.commodity_printed
            and p.detail_key = one.detail_printed
            and p.statistic_printed = one.statistic_printed
            and p.country_key = one.country_printed
    left join file_commodity as f on p.commodity_key = f.commodity_printed
    left join {{ ref('stg_usgs__producer') }} as e on p.country_printed = e.country_printed
    left join {{ ref('usgs_units') }} as u
        on coalesce(one.unit, c.unit, p.unit_printed) = u.unit_printed
),

-- a table that names a producer twice, as ore and as concentrate say, has both under their printed names
told_apart as (
    select
        *,
        case
            when
                count(*) over (
                    partition by
                        edition, commodity, statistic, statistic_detail, stage, period, economy_name, is_excluded
                ) > 1
                then country_printed
            else economy_name
        end as producer_name
    from named
)

-- An erratum applies to the figure that it names, as long as the publisher still serves what it corrects.
select
    n.document_id,
    n.row_number,
    n.edition,
    n.commodity_printed,
    n.detail_printed,
    n.country_printed,
    n.statistic_printed,
    n.commodity,
    n.statistic,
    n.statistic_detail,
    n.stage,
    n.material,
    n.content_basis,
    n.is_excluded,
    n.producer_name,
    n.producer_iso3,
    n.producer_kind,
    n.qualifier,
    n.period,
    n.unit,
    n.t_per_unit,
    n.token,
    case
        when x.token_after is null or (x.flag = 'reported' and n.flag in ('reported', 'estimated')) then n.flag
        else x.flag
    end as flag,
    case
        when x.erratum is null then n.notes
        else {{ usgs_corrected_notes('n.notes', 'x.note_before', 'x.note_after') }}
    end as notes,
    case when x.token_after is not null then x.value else n.value end as value,
    case when x.token_after is not null then x.value_lower else n.value_lower end as value_lower,
    case when x.token_after is not null then x.value_upper else n.value_upper end as value_upper,
    case when x.token_after is not null then n.token end as token_before,
    x.erratum,
    x.known_at as corrected_at,
    x.correction
from told_apart as n
left join {{ ref('stg_usgs__erratum') }} as x
    on
        n.edition = x.edition
        and n.commodity = x.commodity
        and n.statistic = x.statistic
        and n.statistic_detail = x.statistic_detail
        and n.producer_name = x.producer_name
        and n.period = x.period
        and (x.token_before is null or n.token = x.token_before)
        and (x.note_before is null or n.notes like '%' || x.note_before || '%')
