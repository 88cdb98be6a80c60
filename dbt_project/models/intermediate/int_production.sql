with gathered as (
    {{ contributions('production') }}
),

-- the source's word for a stage in the one vocabulary: the word of a table goes before that of a commodity
staged as (
    select
        g.*,
        coalesce(one.stage, commodity.stage, word.stage) as known_stage
    from gathered as g
    left join {{ ref('stage_words') }} as word
        on g.source = word.source and g.stage = word.word and word.commodity is null
    left join {{ ref('stage_words') }} as commodity
        on
            g.source = commodity.source
            and g.stage = commodity.word
            and g.commodity = commodity.commodity
            and commodity.statistic_detail is null
    left join {{ ref('stage_words') }} as one
        on
            g.source = one.source
            and g.stage = one.word
            and g.commodity = one.commodity
            and g.statistic_detail = one.statistic_detail
)

select
    source,
    edition,
    commodity,
    material,
    known_stage as stage,
    stage as stage_reported,
    statistic,
    coalesce(statistic_detail, statistic) as statistic_detail,
    content_basis,
    producer_iso3,
    producer_name,
    producer_kind,
    period,
    frequency,
    quantity_t,
    quantity_lower_t,
    quantity_upper_t,
    quantity,
    quantity_lower,
    quantity_upper,
    unit,
    flag,
    is_estimated,
    note,
    printed_before,
    corrected_at,
    correction,
    document_id
from staged
