{#
    The totals of the import sets, once per code set: which material it stands for makes no difference to a total. The
    importer's own goods that came back are not in it but beside it, since some readings have none of them.
#}
{% set reading = 'source, evidence, importer_iso3, code_set, period, frequency' %}
select
    {{ reading }},
    {{ units_of_thousandths("max(case when basis = 'value' then total end)") }} as value_usd,
    {{ units_of_thousandths("max(case when basis = 'weight' and reason is null then total end)") }} as weight_kg,
    {{ units_of_thousandths("max(case when basis = 'value' then returned end)") }} as returned_usd,
    {{ units_of_thousandths("max(case when basis = 'weight' and reason is null then returned end)") }} as returned_kg,
    max(case when basis = 'value' and reason is not null then 1 else 0 end) = 0 as is_complete,
    max(valuation) as valuation,
    max(hs_edition) as hs_edition,
    max(document_ids) as document_ids
from {{ ref('int_import_set') }}
group by {{ reading }}
having max(case when basis = 'value' then total end) > 0
