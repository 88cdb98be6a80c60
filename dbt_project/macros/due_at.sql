{# The time by which the figures of a period, such as 2023 or 2023-05, are usually published: days after its end. #}
{% macro due_at(period, days) -%}
    {{ return(adapter.dispatch('due_at')(period, days)) }}
{%- endmacro %}

{% macro duckdb__due_at(period, days) -%}
    cast(
        last_day(cast(case when length({{ period }}) = 4 then {{ period }} || '-12' else {{ period }} end || '-01' as date))
        + {{ days }} as timestamp
    )
{%- endmacro %}

{% macro spark__due_at(period, days) -%}
    cast(
        date_add(
            last_day(
                cast(case when length({{ period }}) = 4 then {{ period }} || '-12' else {{ period }} end || '-01' as date)
            ),
            {{ days }}
        ) as timestamp
    )
{%- endmacro %}
