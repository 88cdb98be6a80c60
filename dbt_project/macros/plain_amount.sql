{# An amount as a person reads it: US$ 486.3 million, 5935.5 t; small ones in dollars or kg. #}
{% macro plain_amount(amount, basis) -%}
    case
        when {{ basis }} = 'value' and {{ amount }} >= 1000000
            then 'US$ ' || cast(cast({{ amount }} / 1000000 as decimal(18, 1)) as varchar) || ' million'
        when {{ basis }} = 'value'
            then 'US$ ' || cast(cast({{ amount }} as decimal(18, 0)) as varchar)
        when {{ amount }} >= 1000
            then cast(cast({{ amount }} / 1000 as decimal(18, 1)) as varchar) || ' t'
        else cast(cast({{ amount }} as decimal(18, 1)) as varchar) || ' kg'
    end
{%- endmacro %}

{# A price per kilogram: as many decimals as show it. #}
{% macro plain_price(usd_per_kg) -%}
    case
        when {{ usd_per_kg }} >= 100
            then 'US$ ' || cast(cast({{ usd_per_kg }} as decimal(18, 0)) as varchar)
        when {{ usd_per_kg }} >= 0.1
            then 'US$ ' || cast(cast({{ usd_per_kg }} as decimal(18, 2)) as varchar)
        else 'US$ ' || cast(cast({{ usd_per_kg }} as decimal(18, 5)) as varchar)
    end || ' per kg'
{%- endmacro %}

{# How many times larger: 1.02, 4.0, 540. #}
{% macro plain_factor(factor) -%}
    case
        when {{ factor }} < 2 then cast(cast({{ factor }} as decimal(18, 2)) as varchar)
        when {{ factor }} < 100 then cast(cast({{ factor }} as decimal(18, 1)) as varchar)
        else cast(cast({{ factor }} as decimal(18, 0)) as varchar)
    end
{%- endmacro %}
