{# The shares of one import set add up to 1, to the rounding of a double. #}
{% test shares_add_up(model) %}
select
    source,
    evidence,
    importer_iso3,
    material,
    code_set,
    period,
    frequency,
    basis,
    sum(share) as total
from {{ model }}
where reason is null
group by source, evidence, importer_iso3, material, code_set, period, frequency, basis
having abs(sum(share) - 1) > 1e-9
{% endtest %}
