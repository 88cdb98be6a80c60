"""What must be true of one load of eu_criticality__eu_supply: each country's share of the EU's sourcing at a stage."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.reference import codes
from pipelines.sources.eu_criticality import KNOWN_SHARE

UNKNOWN_MARK = f"""
select material, stage, country, share, t
from {{batch}}
where not regexp_full_match(share, '{KNOWN_SHARE}') or not coalesce(try_cast(t as double) between 0.5 and 2, false)
"""  # noqa: S608

UNKNOWN_MATERIAL = rf"""
select material
from {{batch}}
where regexp_replace(lower(material), '\s+', ' ', 'g')
    not in ({", ".join(f"'{name}'" for name in codes("eu_criticality_materials", "material_printed"))})
"""  # noqa: S608

# Countries below 1 % are left out, and of chromium ore and sapele wood most is: no lower bound. Whole percents of up
# to 42 countries never added up to more than 102 % (2026-11-21).
SHARES_ADD_UP = """
select material, stage, percent
from (
    select document_id, material, stage, sum(try_cast(replace(ltrim(share, '<>'), '%', '') as double)) as percent
    from {batch}
    group by document_id, material, stage
)
where percent not between 0 and 103
"""

DRIFT = Drift(
    series=("material", "stage"),
    member="country",
    measures={"share %": "try_cast(replace(ltrim(share, '<>'), '%', '') as decimal(9, 4))"},
    series_share=0,
)

RULES = [
    *(gxe.ExpectColumnValuesToNotBeNull(column=column) for column in ("material", "stage", "country", "share", "t")),
    gxe.ExpectCompoundColumnsToBeUnique(column_list=["document_id", "material", "stage", "country"]),
    gxe.ExpectColumnValuesToBeInSet(column="stage", value_set=["E", "P"]),
    gxe.ExpectColumnValuesToBeInSet(column="country", value_set=codes("eu_criticality_economies", "country_printed")),
    gxe.UnexpectedRowsExpectation(
        description="each share is a percentage, a bound or a mark that is known, and t a factor near 1",
        unexpected_rows_query=UNKNOWN_MARK,
    ),
    gxe.UnexpectedRowsExpectation(
        description="each material is one that the seed eu_criticality_materials names",
        unexpected_rows_query=UNKNOWN_MATERIAL,
    ),
    gxe.UnexpectedRowsExpectation(
        description="the shares of a material at a stage add up to at most 103 %",
        unexpected_rows_query=SHARES_ADD_UP,
    ),
]
