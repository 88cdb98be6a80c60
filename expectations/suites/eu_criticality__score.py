"""What must be true of one load of eu_criticality__score: published supply risk and economic importance."""

import great_expectations.expectations as gxe

from expectations.reference import codes

UNKNOWN_MARK = """
select material, year, sr, ei
from {batch}
where
    not regexp_full_match(sr, '-|[0-9]+(\\.[0-9]+)?')
    or not regexp_full_match(ei, '-|[0-9]+(\\.[0-9]+)?')
    or (sr = '-') <> (ei = '-')
    or try_cast(sr as double) > 10
    or try_cast(ei as double) > 10
"""

UNKNOWN_MATERIAL = rf"""
select material
from {{batch}}
where regexp_replace(lower(material), '\s+', ' ', 'g')
    not in ({", ".join(f"'{name}'" for name in codes("eu_criticality_materials", "material_printed"))})
"""  # noqa: S608

RULES = [
    *(gxe.ExpectColumnValuesToNotBeNull(column=column) for column in ("material", "year", "sr", "ei")),
    gxe.ExpectCompoundColumnsToBeUnique(column_list=["document_id", "material", "year"]),
    # the assessments that were made; a new one needs its reference years in the seed eu_criticality_editions
    gxe.ExpectColumnValuesToBeInSet(column="year", value_set=["2011", "2014", "2017", "2020", "2023"]),
    gxe.UnexpectedRowsExpectation(
        description="each score is a number from 0 to 10, or both are a dash",
        unexpected_rows_query=UNKNOWN_MARK,
    ),
    gxe.UnexpectedRowsExpectation(
        description="each material is one that the seed eu_criticality_materials names",
        unexpected_rows_query=UNKNOWN_MATERIAL,
    ),
]
