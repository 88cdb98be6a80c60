with known as (
    select
        *,
        {{ usgs_text('token_after') }} as token,
        cast(null as varchar) as notes,
        'reported' as status
    from {{ ref('usgs_errata') }}
    where cast(known_at as timestamp) <= {{ as_of() }}
),

figures as (
    {{ usgs_figures('known') }}
)

select
    erratum,
    edition,
    commodity,
    statistic,
    statistic_detail,
    producer_name,
    period,
    token_before,
    token as token_after,
    flag,
    cast(value as decimal(24, 6)) as value,
    cast(value_lower as decimal(24, 6)) as value_lower,
    cast(value_upper as decimal(24, 6)) as value_upper,
    note_before,
    note_after,
    known_at,
    case
        when corrected_by = 'publisher' then 'version ' || version || ' of the publisher: ' || reason
        else 'corrected here: ' || reason
    end as correction
from figures
