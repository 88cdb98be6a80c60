{# What a quantity as delivered says, in a row of a given state: 0 beside a value is less than half a unit. #}
{% macro japan_customs_quantity_state(quantity, state, value) -%}
    case
        when {{ state }} in ('suppressed', 'not_published', 'empty') then {{ state }}
        when {{ quantity }} is null then 'no_unit'
        when {{ quantity }} in ('***', 'X') then 'suppressed'
        when {{ quantity }} = '-' then 'empty'
        when try_cast({{ quantity }} as decimal(18, 3)) <> 0 then 'reported'
        when {{ value }} <> 0 then 'below_half_unit'
        else 'zero'
    end
{%- endmacro %}
