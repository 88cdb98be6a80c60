{#
    Figures of the Union's members that are known to be withheld. Confidential figures are no flows, whether they have
    a value or not, and joint codes such as 2846SSSS are among them.
#}
{% macro withheld__eurostat_comext() -%}
    {{ withheld_rows(ref('stg_eurostat_comext__trade'), "'EUR'", 'value_eur', counted=false) }}
    and partner_kind <> 'group'
{%- endmacro %}
