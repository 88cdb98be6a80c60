"""What must be true of one load of eu_criticality__use: the shares of end uses of a material in the EU."""

import great_expectations.expectations as gxe

from expectations.reference import codes
from pipelines.sources.eu_criticality import KNOWN_SHARE

UNKNOWN_MARK = f"""
select material, application, share, nace_sector, va_million_eur
from {{batch}}
where
    not regexp_full_match(share, '{KNOWN_SHARE}')
    or not coalesce(regexp_full_match(nace_sector, '(?s)[A-U][0-9][0-9] - .+'), true)
    or (nace_sector is null) <> (va_million_eur is null)
    or (va_million_eur is not null and try_cast(va_million_eur as bigint) is null)
"""  # noqa: S608

UNKNOWN_MATERIAL = rf"""
select material
from {{batch}}
where regexp_replace(lower(material), '\s+', ' ', 'g')
    not in ({", ".join(f"'{name}'" for name in codes("eu_criticality_materials", "material_printed"))})
"""  # noqa: S608

# Rounded as printed, the uses of a material added up to between 90 % (indium) and 102 % (cobalt) (2026-11-21).
USES_ADD_UP = """
select material, percent
from (
    select document_id, material, sum(try_cast(replace(ltrim(share, '<>'), '%', '') as double)) as percent
    from {batch}
    group by document_id, material
)
where percent not between 88 and 104
"""

RULES = [
    *(gxe.ExpectColumnValuesToNotBeNull(column=column) for column in ("material", "application", "share")),
    gxe.ExpectCompoundColumnsToBeUnique(column_list=["document_id", "material", "application", "nace_sector"]),
    gxe.UnexpectedRowsExpectation(
        description="each share is a percentage, a bound or a mark that is known, and each sector has its value added",
        unexpected_rows_query=UNKNOWN_MARK,
    ),
    gxe.UnexpectedRowsExpectation(
        description="each material is one that the seed eu_criticality_materials names",
        unexpected_rows_query=UNKNOWN_MATERIAL,
    ),
    gxe.UnexpectedRowsExpectation(
        description="the uses of a material add up to between 88 % and 104 %",
        unexpected_rows_query=USES_ADD_UP,
    ),
]
