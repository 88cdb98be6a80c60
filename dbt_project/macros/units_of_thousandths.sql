{# Dollars or kilograms of a whole number of thousandths, without a division. #}
{% macro units_of_thousandths(thousandths) -%}
    cast(cast({{ thousandths }} as decimal(28, 0)) * cast(0.001 as decimal(4, 3)) as decimal(38, 3))
{%- endmacro %}
