{#
    Sum of squared shares of one amount column, exact until the one last division.

    `amount` (DECIMAL, three places at most) is counted in hundredths, so that the sums are integers: their order, and
    so the number of threads, cannot change the result. `total` defaults to the sum of the amounts.
#}
{% macro hundredths(amount) -%}
    cast({{ amount }} * 100 as decimal(18, 0))
{%- endmacro %}

{% macro sum_of_squares(amount) -%}
    cast(sum(cast({{ hundredths(amount) }} as decimal(38, 0)) * cast({{ hundredths(amount) }} as decimal(38, 0))) as double)
{%- endmacro %}

{% macro sum_exact(amount) -%}
    cast(sum({{ hundredths(amount) }}) as double)
{%- endmacro %}
