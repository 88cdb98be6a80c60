{# Every edition of a yearly publication of production: the same year stands in two of them with other figures. #}
{% macro vintage__production() -%}
    select
        p.source,
        p.producer_iso3 as reporter_iso3,
        cast(null as varchar) as partner_iso3,
        p.commodity || ', ' || p.statistic_detail as item,
        p.period,
        'production' as measure,
        't' as unit,
        cast(substr(s.released_at, 1, 10) as timestamp) as vintage_at,
        s.retrieved_at as known_at,
        cast(p.quantity_t as decimal(24, 6)) as amount,
        p.document_id
    from {{ ref('int_production') }} as p
    inner join {{ ref('stg_books__sighting') }} as s on p.document_id = s.document_id
    where p.statistic = 'production' and p.producer_iso3 is not null and s.released_at is not null
{%- endmacro %}
