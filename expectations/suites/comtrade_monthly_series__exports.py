"""What must be true of one load of comtrade_monthly_series__exports: months and partners that the project knows."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.reference import codes

DRIFT = Drift(
    series=("hs6", "strftime(period_dt, '%Y-%m')"),
    member="partner_name",
    measures={"value USD": "val", "weight kg": "qty"},
    unit_value=("value USD", "weight kg"),
)

RULES = [
    *(
        gxe.ExpectColumnValuesToNotBeNull(column=column)
        for column in ("period_dt", "partner_name", "hs6", "val", "qty")
    ),
    gxe.ExpectCompoundColumnsToBeUnique(column_list=["document_id", "period_dt", "partner_name", "hs6"]),
    gxe.ExpectColumnValuesToBeInSet(
        column="partner_name", value_set=codes("comtrade_monthly_series_partners", "partner_name")
    ),
    gxe.ExpectColumnValueLengthsToEqual(column="hs6", value=6),
    gxe.ExpectColumnValuesToBeBetween(column="val", min_value=0),
    gxe.ExpectColumnValuesToBeBetween(column="qty", min_value=0),
    gxe.UnexpectedRowsExpectation(
        description="a period is the first day of a month",
        unexpected_rows_query="select period_dt from {batch} where day(period_dt) <> 1",
    ),
    # A defect of the aggregator, corrected by the seed comtrade_monthly_series_partners; a file without it must not be
    # corrected (2026-11-21).
    gxe.UnexpectedRowsExpectation(
        description="the values of Belgium, which are counted twice, are even",
        unexpected_rows_query="""
            select partner_name, period_dt, val from {batch} where partner_name = 'Belgium' and val % 2 <> 0
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="a quantity of 0 stands beside a value only in 2017",
        unexpected_rows_query="select period_dt, partner_name from {batch} where qty = 0 and year(period_dt) <> 2017",
    ),
]
