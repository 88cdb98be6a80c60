select
    material,
    name
from {{ ref('material_names') }}
union
select
    material,
    name
from {{ ref('materials') }}
union
select
    material,
    replace(material, '_', ' ') as name
from {{ ref('materials') }}
