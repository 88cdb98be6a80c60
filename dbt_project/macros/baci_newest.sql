{#
    CTEs `document`, `covered` and `ranked`: which document has the say on each edition, year and code among the BACI rows
    of `flow`. An archive holds many years, a file one, a selection a few codes: of those that hold a code of a year, the
    newest release has the say (place 1), and of one release what came last.
#}
{% macro baci_newest(flow) -%}
document as (
    select
        d.document_id,
        d.retrieved_at,
        edition,
        release
    from {{ ref('stg_books__current_document') }} as d
    {{ explode_json_list('d.scope', 'hs_edition', 'edition') }}
    {{ explode_json_list('d.scope', 'release', 'release') }}
    where d.dataset = 'baci__trade'
),

covered as (
    select distinct
        document_id,
        t,
        k
    from {{ flow }}
),

ranked as (
    select
        d.*,
        c.t,
        c.k,
        row_number() over (
            partition by d.edition, c.t, c.k order by d.release desc, d.retrieved_at desc, d.document_id asc
        ) as place
    from document as d
    inner join covered as c on d.document_id = c.document_id
)
{%- endmacro %}

{# BACI's name of an edition, HS92 to HS22, as H0 to H6. #}
{% macro baci_edition(edition) -%}
    case {{ edition }}
        when 'HS92' then 'H0'
        when 'HS96' then 'H1'
        when 'HS02' then 'H2'
        when 'HS07' then 'H3'
        when 'HS12' then 'H4'
        when 'HS17' then 'H5'
        when 'HS22' then 'H6'
    end
{%- endmacro %}
