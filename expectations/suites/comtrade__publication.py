"""What must be true of one load of comtrade__publication: notes that date and describe a publication."""

import great_expectations.expectations as gxe

from expectations.reference import codes

# A reporter that publishes no months has no notes on them.
MAY_BE_EMPTY = True

RULES = [
    *(
        gxe.ExpectColumnValuesToNotBeNull(column=column)
        for column in ("datasetCode", "reporterCode", "period", "publicationDate", "importValuation", "exportValuation")
    ),
    gxe.ExpectColumnValuesToBeInSet(column="typeCode", value_set=["C"]),
    gxe.ExpectColumnValuesToBeInSet(column="freqCode", value_set=["A", "M"]),
    gxe.ExpectColumnValuesToBeInSet(column="classificationCode", value_set=[f"H{n}" for n in range(7)]),
    gxe.ExpectColumnValuesToBeInSet(column="importValuation", value_set=["CIF", "FOB", "CIF/FOB", "N/A"]),
    gxe.ExpectColumnValuesToBeInSet(column="exportValuation", value_set=["CIF", "FOB", "CIF/FOB", "N/A"]),
    gxe.ExpectColumnValuesToBeInSet(column="reporterCode", value_set=codes("comtrade_areas", "comtrade_code")),
    gxe.UnexpectedRowsExpectation(
        description="the short date is the day of the publication",
        unexpected_rows_query="""
            select datasetCode, publicationDate, publicationDateShort from {batch}
            where cast(publicationDate as date) <> publicationDateShort
        """,
    ),
]
