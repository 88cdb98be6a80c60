{# None of these columns is NULL in any row. One query for all of them: each test costs more to start than to run. #}
{% test filled(model, columns) %}
select {{ columns | join(', ') }}
from {{ model }}
where {% for column in columns %}{{ 'or ' if not loop.first }}{{ column }} is null {% endfor %}
{% endtest %}
