"""What must be true of one load of comtrade__availability: data sets that name a revision."""

import great_expectations.expectations as gxe

from expectations.reference import codes

# A reporter that publishes no months has no data sets of them; an empty annual list does not land.
MAY_BE_EMPTY = True

RULES = [
    *(
        gxe.ExpectColumnValuesToNotBeNull(column=column)
        for column in ("datasetCode", "reporterCode", "period", "datasetChecksum", "firstReleased", "lastReleased")
    ),
    gxe.ExpectColumnValuesToBeInSet(column="typeCode", value_set=["C"]),
    gxe.ExpectColumnValuesToBeInSet(column="freqCode", value_set=["A", "M"]),
    gxe.ExpectColumnValuesToBeInSet(column="classificationCode", value_set=[f"H{n}" for n in range(7)]),
    gxe.ExpectColumnValuesToBeInSet(column="reporterCode", value_set=codes("comtrade_areas", "comtrade_code")),
    gxe.ExpectColumnValuesToBeBetween(column="totalRecords", min_value=0),
    gxe.UnexpectedRowsExpectation(
        description="the period is a year, or a month where the data are monthly",
        unexpected_rows_query="""
            select freqCode, period from {batch}
            where length(cast(period as varchar)) <> case freqCode when 'M' then 6 else 4 end
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="no data set was last released before it was first released",
        unexpected_rows_query="""
            select datasetCode, firstReleased, lastReleased from {batch} where lastReleased < firstReleased
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="each data set is of a reporter and frequency that were asked for",
        unexpected_rows_query="""
            select b.document_id, b.reporterCode, b.freqCode
            from {batch} as b
            inner join (
                select document_id, any_value(scope) as scope
                from raw.sighting
                group by document_id
            ) as s on b.document_id = s.document_id
            where not (
                list_contains(cast(s.scope -> '$.reporter' as varchar[]), cast(b.reporterCode as varchar))
                and list_contains(cast(s.scope -> '$.freq' as varchar[]), b.freqCode)
            )
        """,
    ),
]
