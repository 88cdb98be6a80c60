{# Why two readings (a row of int_reading_pair with its int_supplier_gap) are apart, as far as it is known: clauses that
   end with '; '. #}
{% macro disagreement_reasons() -%}
    case when contradiction is not null then 'the total of ' || source || ' cannot be; ' else '' end
    || case when other_contradiction is not null then 'the total of ' || other_source || ' cannot be; ' else '' end
    || case when relation = 'part' then 'HS ' || code_set || ' is a part of ' || other_code_set || '; ' else '' end
    || case
        when other_evidence = 'reconciled'
            then
                other_source || ' reconciles what the importer and its suppliers declare, goods sent on through a third '
                || 'country among them; '
        else ''
    end
    || case
        when unknown_share <= {{ var('disagreement_unknown') }} and other_unknown_share <= {{ var('disagreement_unknown') }}
            then
                coalesce(
                    'most of the difference is ' || gap_supplier_iso3 || ', ' || {{ plain_amount('gap_amount', 'basis') }}
                    || ' and ' || {{ plain_amount('other_gap_amount', 'basis') }} || '; ',
                    ''
                )
        else ''
    end
    || {{ names_none('unknown_share', 'source') }}
    || {{ names_none('other_unknown_share', 'other_source') }}
    || case
        when greatest(returned_ratio, other_returned_ratio) > {{ var('disagreement_unknown') }}
            then 'goods of the importer''s own that came back are left out; '
        else ''
    end
    || case
        when
            basis = 'weight'
            and greatest(coalesce(estimated_weight_share, 0), coalesce(other_estimated_weight_share, 0))
            > {{ var('disagreement_unknown') }}
            then 'weights are estimated in part; '
        else ''
    end
    || case
        when basis = 'value' and valuation <> other_valuation
            then valuation || ' against ' || other_valuation || ', a few per cent; '
        else ''
    end
{%- endmacro %}

{# A clause for a reading that leaves much of its total under no supplier. #}
{% macro names_none(unknown_share, source) -%}
    case
        when {{ unknown_share }} > {{ var('disagreement_unknown') }}
            then
                {{ source }} || ' names no supplier for '
                || cast(cast(100 * {{ unknown_share }} as decimal(4, 0)) as varchar) || ' %; '
        else ''
    end
{%- endmacro %}
