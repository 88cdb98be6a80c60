{# The members of a bloc in each year of BACI's rows, by the numbers of int_screen_area. #}
with year as (
    select distinct period
    from {{ ref('int_product_year') }}
),

economy as (
    select distinct
        area_key,
        area
    from {{ ref('int_screen_area') }}
)

select
    y.period,
    e.area,
    b.area as bloc_area
from year as y
inner join {{ ref('bloc_members') }} as m on {{ is_member('y.period', 'm') }}
inner join economy as e on m.member_iso3 = e.area_key
inner join economy as b on m.bloc = b.area_key
