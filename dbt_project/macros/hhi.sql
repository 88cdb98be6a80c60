{#
    Shares and indices, exact until the one last division.

    An amount (DECIMAL) is counted in its last decimal place, thousandths of a dollar or kilogram, so that all sums are
    whole numbers: their order, and so the number of threads, cannot change the result. Squares need 38 digits, and
    DuckDB multiplies narrower decimals in 18.
#}
{% macro whole(amount, places=3) -%}
    cast({{ amount }} * {{ 10 ** places }} as decimal(38, 0))
{%- endmacro %}

{# Sum of the squares of a column of whole numbers. #}
{% macro sum_of_squares(amount) -%}
    cast(sum({{ amount }} * {{ amount }}) as decimal(38, 0))
{%- endmacro %}

{% macro sum_exact(amount) -%}
    cast(sum({{ amount }}) as decimal(38, 0))
{%- endmacro %}

{# A ratio of two whole numbers: both become the DOUBLE that is nearest, then the one division. #}
{% macro ratio(part, whole) -%}
    {{ nearest_double(part) }} / nullif({{ nearest_double(whole) }}, 0)
{%- endmacro %}

{# HHI if what is unknown comes from many suppliers too small to count. #}
{% macro hhi_low(squares, total) -%}
    {{ ratio(squares, total ~ ' * ' ~ total) }}
{%- endmacro %}

{# HHI if all that is unknown comes from the largest supplier. #}
{% macro hhi_high(squares, first, unknown, total) -%}
    {{ ratio(squares ~ ' + 2 * ' ~ first ~ ' * ' ~ unknown ~ ' + ' ~ unknown ~ ' * ' ~ unknown, total ~ ' * ' ~ total) }}
{%- endmacro %}
