{# A unit of the Trade Statistics of Japan in upper-case Latin letters: files pad it, the API writes it full-width. #}
{% macro japan_customs_unit(column) -%}
    nullif(
        trim(translate(upper({{ column }}), 'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ　', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ ')),
        ''
    )
{%- endmacro %}
