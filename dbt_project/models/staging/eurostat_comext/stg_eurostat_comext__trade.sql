with delivered as (
    select
        t.document_id,
        t.reporter,
        t.partner,
        t.product,
        t.flow,
        t.time_period,
        t.freq,
        length(t.partner) > 2 and t.partner not like 'unread row %' as is_group,
        max(case when t.indicators = 'VALUE_IN_EUROS' then t.row_number end) as row_number,
        max(case when t.indicators = 'VALUE_IN_EUROS' then t.obs_value end) as value_eur,
        max(case when t.indicators = 'QUANTITY_IN_100KG' then t.obs_value end) as quantity_100kg,
        max(case when t.indicators = 'SUPPLEMENTARY_QUANTITY' then t.obs_value end) as supplementary_quantity,
        max(
            case when lower(t.obs_flag) like '%c%' or upper(coalesce(t.conf_status, 'F')) <> 'F' then 1 else 0 end
        ) as confidential
    from
        {{ with_unread(source('eurostat_comext', 'eurostat_comext__trade'), 'eurostat_comext__trade', 'partner', {
            'freq': 'varchar', 'reporter': 'varchar', 'product': 'varchar', 'flow': 'varchar', 'indicators': 'varchar',
            'time_period': 'varchar', 'obs_value': 'decimal(18, 3)', 'obs_flag': 'varchar', 'conf_status': 'varchar'
        }) }} as t
    inner join {{ ref('stg_eurostat_comext__block') }} as b
        on
            t.document_id = b.document_id
            and t.product = b.product
            and t.reporter = b.reporter
            and t.flow = b.flow
            and t.time_period = b.period
    group by t.document_id, t.reporter, t.partner, t.product, t.flow, t.time_period, t.freq
),

renamed as (
    select
        -- keys
        'eurostat_comext' as source,
        r.partner_key as reporter_iso3,
        case when d.is_group then coalesce(p.partner_key, d.partner) else {{ partner_key('p') }} end as partner_iso3,
        case when d.is_group then coalesce(p.kind, 'group') else {{ partner_kind('p') }} end as partner_kind,
        case d.flow when '1' then 'M' else 'X' end as flow,
        d.product as hs_code,
        {{ hs_edition_of('d.product', 'd.time_period', 'EU') }} as hs_edition,
        d.time_period as period,
        d.freq as frequency,
        -- attributes
        case d.flow when '1' then 'CIF' else 'FOB' end as valuation,
        case
            when d.confidential = 1 or d.product <> regexp_replace(d.product, '[^0-9]', '') then 'suppressed'
            when d.value_eur is null then 'empty'
            when d.value_eur = 0 then 'zero'
            else 'reported'
        end as state,
        d.partner as partner_code,
        d.document_id,
        d.row_number,
        -- measures
        d.value_eur,
        case
            when d.quantity_100kg > 0 or d.value_eur = 0 then cast(d.quantity_100kg * 100 as decimal(18, 3))
        end as weight_kg,
        d.supplementary_quantity
    from delivered as d
    left join {{ ref('eurostat_comext_areas') }} as r on d.reporter = r.comext_code
    left join {{ ref('eurostat_comext_areas') }} as p on d.partner = p.comext_code
)

select * from renamed
