{#
    Economies and blocs by a small number, so that the rows of whole releases are grouped by two bytes in place of a key.
    The number is the place in the order of the keys: ties between suppliers break on it.
#}
with told as (
    select
        comtrade_code,
        partner_key as area_key,
        false as is_bloc
    from {{ ref('comtrade_areas') }}
    where kind = 'economy'
    union all
    select distinct
        cast(null as integer) as comtrade_code,
        bloc as area_key,
        true as is_bloc
    from {{ ref('bloc_members') }}
)

select
    comtrade_code,
    area_key,
    is_bloc,
    cast(dense_rank() over (order by area_key) as smallint) as area
from told
