{#
    Whether a publisher's total holds trade that none of its partners has: one dollar or kilogram, or a thousandth of
    the total where that is less. Below is the rounding of its figures.
#}
{% macro is_residual(total, partners) -%}
    ({{ total }} - {{ partners }}) * 1000 >= least(1000, {{ total }})
{%- endmacro %}
