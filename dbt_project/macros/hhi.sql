{#
    Shares and indices, exact until the one last division.

    Amounts are DECIMAL. Their sums and the sums of their squares are exact, so that the order of rows, and so the number
    of threads, cannot change them. Those of a set are told as whole numbers of the last decimal place, thousandths of a
    dollar or kilogram; up to 38 digits hold the squares of sets of a trillion dollars.
#}
{% macro whole(amount, places=3) -%}
    cast({{ amount }} * {{ 10 ** places }} as decimal(38, 0))
{%- endmacro %}

{# Sum of the amounts of a column, in whole numbers. #}
{% macro whole_sum(amount, places=3) -%}
    {{ whole('sum(' ~ amount ~ ')', places) }}
{%- endmacro %}

{# Sum of the squares of the amounts of a column, in whole numbers of the square of the last decimal place. #}
{% macro whole_squares(amount, places=3) -%}
    {{ whole('sum((' ~ amount ~ ') * (' ~ amount ~ '))', 2 * places) }}
{%- endmacro %}

{# A ratio of two whole numbers: both become the nearest DOUBLE, then the one division. #}
{% macro ratio(part, whole) -%}
    {{ nearest_double(part) }} / nullif({{ nearest_double(whole) }}, 0)
{%- endmacro %}

{# HHI if what is unknown comes from many suppliers too small to count. #}
{% macro hhi_low(squares, total) -%}
    {{ ratio(squares, total ~ ' * ' ~ total) }}
{%- endmacro %}

{# HHI if all that is unknown comes from the largest supplier. #}
{% macro hhi_high(squares, first, unknown, total) -%}
    {{ hhi_low(squares ~ ' + 2 * ' ~ first ~ ' * ' ~ unknown ~ ' + ' ~ unknown ~ ' * ' ~ unknown, total) }}
{%- endmacro %}
