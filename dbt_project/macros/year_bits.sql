{#
    Years as bits of one number, the later the lower, so that a window over years needs no sort of whole releases. A
    number has room for the years from 1988 (BACI begins in 1995) to 2050; DuckDB refuses a year outside of them.
#}
{% macro year_bit(year, condition) -%}
    bit_or(case when {{ condition }} then cast(1 as bigint) << (2050 - {{ year }}) else 0 end)
{%- endmacro %}

{# In how many of the three years that end with `year` the condition held. #}
{% macro held_of_three(mask, year) -%}
    cast(bit_count(({{ mask }} >> (2050 - {{ year }})) & 7) as integer)
{%- endmacro %}

{# In how many years in a row, up to `year`, the condition held: the ones at the low end of the number. #}
{% macro held_in_a_row(mask, year) -%}
    {%- set zeros -%} xor({{ mask }} >> (2050 - {{ year }}), -1) {%- endset -%}
    cast(bit_count(({{ zeros }} & -({{ zeros }})) - 1) as integer)
{%- endmacro %}
