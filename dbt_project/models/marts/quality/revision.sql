with gathered as (
    {{ contributions('vintage') }}
),

placed as (
    select
        *,
        row_number() over (
            partition by source, reporter_iso3, partner_iso3, item, period, measure
            order by vintage_at asc, known_at asc, document_id asc
        ) as place,
        row_number() over (
            partition by source, reporter_iso3, partner_iso3, item, period, measure
            order by vintage_at desc, known_at desc, document_id desc
        ) as place_from_newest
    from gathered
    where amount is not null
),

spanned as (
    select
        source,
        reporter_iso3,
        partner_iso3,
        item,
        period,
        measure,
        max(unit) as unit,
        count(*) as vintages,
        min(vintage_at) as first_vintage_at,
        max(vintage_at) as newest_vintage_at,
        max(case when place = 1 then amount end) as first_amount,
        max(case when place_from_newest = 1 then amount end) as newest_amount,
        max(case when place = 1 then document_id end) as first_document_id,
        max(case when place_from_newest = 1 then document_id end) as newest_document_id
    from placed
    group by source, reporter_iso3, partner_iso3, item, period, measure
)

select
    source,
    reporter_iso3,
    partner_iso3,
    item,
    period,
    measure,
    unit,
    cast(vintages as integer) as vintages,
    first_vintage_at,
    newest_vintage_at,
    cast({{ days_between('first_vintage_at', 'newest_vintage_at') }} as integer) as horizon_days,
    first_amount,
    newest_amount,
    cast(newest_amount - first_amount as decimal(24, 6)) as absolute_change,
    cast(newest_amount - first_amount as double) / nullif(cast(first_amount as double), 0) as relative_change,
    first_document_id,
    newest_document_id
from spanned
