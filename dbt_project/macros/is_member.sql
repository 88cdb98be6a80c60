{# Whether a membership holds at the end of a period, a year (2004) or a month (2004-05). #}
{% macro is_member(period, membership) -%}
    case when length({{ period }}) = 4 then {{ period }} || '-12' else {{ period }} end
    between {{ membership }}.member_from and coalesce({{ membership }}.member_to, '9999-12')
{%- endmacro %}
