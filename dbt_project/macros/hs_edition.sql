{# The edition of the Harmonized System in force in a period, such as 2023 or 2023-05. Most countries take an edition
   up on 1 January; the United States did on 27 January 2022. #}
{% macro hs_edition_in_force(period) -%}
    case
        when substr({{ period }}, 1, 4) >= '2022' then 'H6'
        when substr({{ period }}, 1, 4) >= '2017' then 'H5'
        when substr({{ period }}, 1, 4) >= '2012' then 'H4'
        when substr({{ period }}, 1, 4) >= '2007' then 'H3'
        when substr({{ period }}, 1, 4) >= '2002' then 'H2'
        when substr({{ period }}, 1, 4) >= '1996' then 'H1'
        else 'H0'
    end
{%- endmacro %}

{# The edition of a code: of the Harmonized System up to six digits, else of a national list that changes each year. #}
{% macro hs_edition_of(code, period, country) -%}
    case
        when length({{ code }}) <= 6 then {{ hs_edition_in_force(period) }}
        else '{{ country }}-' || substr({{ period }}, 1, 4)
    end
{%- endmacro %}

{# The edition that a flow's code is of: the one stated, else (national lists, unstated) the one in force in the period. #}
{% macro hs_edition_stated_or_in_force(edition, period) -%}
    case
        when {{ edition }} in ('H0', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6') then {{ edition }}
        else {{ hs_edition_in_force(period) }}
    end
{%- endmacro %}

{# The year of an edition of the Harmonized System, H0 to H6, as text. #}
{% macro hs_edition_year(edition) -%}
    case {{ edition }}
        when 'H0' then '1992'
        when 'H1' then '1996'
        when 'H2' then '2002'
        when 'H3' then '2007'
        when 'H4' then '2012'
        when 'H5' then '2017'
        when 'H6' then '2022'
    end
{%- endmacro %}
