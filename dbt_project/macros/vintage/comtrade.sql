{# Every vintage of UN Comtrade's figures, by value and by weight: each body that was served, not only the newest. #}
{% macro vintage__comtrade() -%}
    {%- for measure, column, unit in [('value', 'primaryValue', 'USD'), ('weight', 'nullif(t.netWgt, 0)', 'kg')] %}
    {{ 'union all' if not loop.first }}
    select
        'comtrade' as source,
        r.partner_key as reporter_iso3,
        p.partner_key as partner_iso3,
        t.flowCode || ' HS ' || t.cmdCode as item,
        t.period,
        '{{ measure }}' as measure,
        '{{ unit }}' as unit,
        s.retrieved_at as vintage_at,
        s.retrieved_at as known_at,
        cast({{ 't.' ~ column if measure == 'value' else column }} as decimal(24, 6)) as amount,
        t.document_id
    from {{ source('comtrade', 'comtrade__trade') }} as t
    inner join {{ ref('stg_books__sighting') }} as s on t.document_id = s.document_id
    left join {{ ref('comtrade_areas') }} as r on t.reporterCode = r.comtrade_code
    left join {{ ref('comtrade_areas') }} as p on t.partnerCode = p.comtrade_code
    {%- endfor %}
{%- endmacro %}
