select
    from_edition,
    from_code,
    to_edition,
    to_code,
    relation,
    is_ambiguous
from {{ ref('hs_concordances') }}
