select
    asked,
    code_set
from {{ ref('int_code_set_name') }}
