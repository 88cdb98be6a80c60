-- What people call importers and materials, from the published file.

-- name: importers
select
    iso3 as key,
    name
from reference.economy_name
union
select
    iso3 as key,
    iso3 as name
from reference.economy
union
select
    iso3 as key,
    iso2 as name
from reference.economy
where iso2 is not null and is_current;

-- name: importer_names
select
    iso3 as key,
    name
from reference.economy;

-- name: materials
select
    material as key,
    name
from reference.material_name
union
select
    material as key,
    material as name
from reference.material
union
select
    material as key,
    symbol as name
from reference.material
where symbol is not null;

-- name: material_names
select
    material as key,
    name
from reference.material;
