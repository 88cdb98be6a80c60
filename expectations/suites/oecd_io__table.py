"""What must be true of one load of oecd_io__table: the input-output tables of one economy."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.reference import codes

# A row or column that is missing somewhere would pass as zero. That rows and columns add up is a dbt test.
HOLES = """
select document_id, year, rows, row_codes, col_codes
from (
    select
        document_id, year, count(*) as rows,
        count(distinct row_code) as row_codes, count(distinct col_code) as col_codes
    from {batch}
    group by document_id, year
)
where rows <> row_codes * col_codes
"""

TOTALS_MISSING = """
select document_id, year
from {batch}
group by document_id, year
having
    count(*) filter (where row_code = 'OUTPUT') = 0
    or count(*) filter (where row_code = 'VALU') = 0
    or count(*) filter (where row_code = 'TTL_INT_FNL') = 0
    or count(*) filter (where col_code = 'IMPO') = 0
"""

DRIFT = Drift(series=("year", "row_code"), member="col_code", measures={"value USD million": "value_musd"})

RULES = [
    *(
        gxe.ExpectColumnValuesToNotBeNull(column=column)
        for column in ("year", "row_code", "row_desc", "col_code", "value_musd")
    ),
    gxe.ExpectColumnValuesToBeBetween(column="year", min_value=1995, max_value=2100),
    gxe.ExpectColumnValuesToBeInSet(column="row_code", value_set=list(map(str, codes("oecd_io_rows", "code")))),
    gxe.ExpectColumnValuesToBeInSet(column="col_code", value_set=list(map(str, codes("oecd_io_columns", "code")))),
    gxe.UnexpectedRowsExpectation(
        description="each row of a year's table has a figure in each of its columns",
        unexpected_rows_query=HOLES,
    ),
    gxe.UnexpectedRowsExpectation(
        description="each year's table has output, value added, the intermediate total and imports",
        unexpected_rows_query=TOTALS_MISSING,
    ),
    gxe.UnexpectedRowsExpectation(
        description="output is not negative, and goods are not imported into the table with a positive sign",
        unexpected_rows_query="""
            select year, row_code, col_code, value_musd from {batch}
            where (row_code = 'OUTPUT' and value_musd < 0) or (col_code = 'IMPO' and value_musd > 0)
        """,
    ),
]
