"""What must be true of one load of comtrade__reporter: codes that the project knows."""

import great_expectations.expectations as gxe

from expectations.reference import codes

RULES = [
    *(gxe.ExpectColumnValuesToNotBeNull(column=column) for column in ("id", "text", "reporterCode", "isGroup")),
    gxe.ExpectColumnPairValuesToBeEqual(column_A="id", column_B="reporterCode"),
    # A code that the project does not know yet stops no figures by itself: a row of trade with it fails its own suite.
    gxe.ExpectColumnValuesToBeInSet(
        column="reporterCode", value_set=codes("comtrade_areas", "comtrade_code"), severity="warning"
    ),
    gxe.UnexpectedRowsExpectation(
        description="no code expired before it took effect",
        unexpected_rows_query="""
            select id, text, entryEffectiveDate, entryExpiredDate from {batch}
            where entryExpiredDate < entryEffectiveDate
        """,
    ),
]
