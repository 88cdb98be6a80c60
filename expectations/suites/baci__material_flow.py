"""What must be true of one load of baci__material_flow: reconciled trade by material, exporter, importer and year."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.reference import codes

ECONOMIES = [code for code in codes("economies", "iso2") if code]

DRIFT = Drift(
    series=("year", "material"),
    member="exporter_iso2 || ' to ' || importer_iso2",
    measures={"value USD": "value_usd"},
)

RULES = [
    *(
        gxe.ExpectColumnValuesToNotBeNull(column=column)
        for column in ("year", "exporter_iso2", "importer_iso2", "material", "value_usd")
    ),
    gxe.ExpectColumnValuesToBeInSet(column="exporter_iso2", value_set=ECONOMIES),
    gxe.ExpectColumnValuesToBeInSet(column="importer_iso2", value_set=ECONOMIES),
    gxe.ExpectColumnValuesToBeInSet(column="material", value_set=codes("baci_materials", "extract_material")),
    gxe.ExpectColumnValuesToBeBetween(column="year", min_value=1995, max_value=2100),  # BACI begins in 1995
    gxe.ExpectColumnValuesToBeBetween(column="value_usd", min_value=0, strict_min=True),
    gxe.ExpectCompoundColumnsToBeUnique(
        column_list=["document_id", "year", "exporter_iso2", "importer_iso2", "material"]
    ),
    gxe.UnexpectedRowsExpectation(
        description="no economy trades with itself",
        unexpected_rows_query="select year, exporter_iso2, material from {batch} where exporter_iso2 = importer_iso2",
    ),
    gxe.UnexpectedRowsExpectation(
        description="materials that stand for one and the same code have the same figures",
        # gallium, germanium and hafnium are all of HS 811292; if one differed it would be another code.
        unexpected_rows_query="""
            select year, exporter_iso2, importer_iso2
            from {batch}
            where material in ('gallium', 'germanium', 'hafnium')
            group by document_id, year, exporter_iso2, importer_iso2
            having min(value_usd) <> max(value_usd)
        """,
    ),
]
