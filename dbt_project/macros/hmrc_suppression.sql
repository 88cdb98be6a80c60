{#
    Whether a row without country is the total of the rows with one beside it (same month, flow, commodity and
    suppression index), and no further partner.

    HMRC publishes under index 1 nothing, 2 the overall value and weight, 3 the overall value only, 4 an overall value
    and weight and a breakdown of the value by country, 5 a breakdown of all but the weight. Unverified: that the
    overall value of 4, and of 5 where there is one, stands in a row of its own among the parts. The live test of HMRC
    (tests/live/test_hmrc.py) adds up what is served and settles it; this is the one place that depends on it.
#}
{% macro hmrc_is_total(suppression_index, country, rows_with_country) -%}
    coalesce({{ country }} is null and {{ suppression_index }} in (4, 5) and {{ rows_with_country }} > 0, false)
{%- endmacro %}
