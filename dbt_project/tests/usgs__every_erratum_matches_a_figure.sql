-- A known erratum of an edition that is loaded with its tables: what it corrects must still be printed there.
select
    x.erratum,
    x.edition,
    x.token_before
from {{ ref('stg_usgs__erratum') }} as x
where
    x.erratum not in (select f.erratum from {{ ref('stg_usgs__world_figure') }} as f where f.erratum is not null)
    and exists (
        select 1
        from {{ ref('stg_usgs__world_figure') }} as f
        where f.edition = x.edition and f.commodity = x.commodity and f.statistic_detail = x.statistic_detail
    )
