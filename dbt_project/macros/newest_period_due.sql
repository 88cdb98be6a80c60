{#
    The newest year (2024) or month (2024-05) whose figures are out on a day, when they come `lag_days` after its end:
    the last one that had ended that many days before.
#}
{% macro newest_period_due(day, lag_days, frequency) -%}
    {{ return(adapter.dispatch('newest_period_due')(day, lag_days, frequency)) }}
{%- endmacro %}

{% macro duckdb__newest_period_due(day, lag_days, frequency) -%}
    case {{ frequency }}
        when 'A'
            then cast(extract(year from cast({{ day }} as date) - {{ lag_days }} + 1) - 1 as varchar)
        when 'M'
            then strftime(
                date_trunc('month', cast({{ day }} as date) - {{ lag_days }} + 1) - interval 1 month, '%Y-%m'
            )
    end
{%- endmacro %}

{% macro spark__newest_period_due(day, lag_days, frequency) -%}
    case {{ frequency }}
        when 'A' then cast(year(date_sub(cast({{ day }} as date), {{ lag_days }} - 1)) - 1 as string)
        when 'M'
            then date_format(
                add_months(trunc(date_sub(cast({{ day }} as date), {{ lag_days }} - 1), 'month'), -1), 'yyyy-MM'
            )
    end
{%- endmacro %}

{# Whether a text matches a regular expression somewhere. #}
{% macro matches(text, pattern) -%}
    {{ return(adapter.dispatch('matches')(text, pattern)) }}
{%- endmacro %}

{% macro duckdb__matches(text, pattern) -%}
    regexp_matches({{ text }}, {{ pattern }})
{%- endmacro %}

{% macro spark__matches(text, pattern) -%}
    {{ text }} rlike {{ pattern }}
{%- endmacro %}
