"""What must be true of one load of mic_io__table: Japan's input-output table in 13 sectors."""

import great_expectations.expectations as gxe

from expectations.drift import Drift

# Every sector delivers to 13 sectors and 10 columns of demand, and has 6 rows of value added.
HOLES = """
select document_id, rows, sectors
from (
    select
        document_id, count(*) as rows,
        count(distinct input_name) filter (where input_type = 'industry') as sectors,
        count(distinct output_name) as columns,
        count(distinct input_name) filter (where input_type = 'valueadded') as value_rows
    from {batch}
    group by document_id
)
where rows <> sectors * (columns + value_rows) or sectors <> 13
"""

# The published table balances to the last million yen (2011, checked 2026-11-21).
OUT_OF_BALANCE = """
select document_id, sector, delivered, used
from (
    select
        coalesce(r.document_id, c.document_id) as document_id,
        coalesce(r.sector, c.sector) as sector, r.delivered, c.used
    from (
        select document_id, input_name as sector, sum(value_m) as delivered
        from {batch} where input_type = 'industry' group by document_id, input_name
    ) as r
    full join (
        select document_id, output_name as sector, sum(value_m) as used
        from {batch} where output_type = 'industry' group by document_id, output_name
    ) as c on r.document_id = c.document_id and r.sector = c.sector
)
where delivered is distinct from used
"""

DRIFT = Drift(series=("input_name",), member="output_name", measures={"value JPY million": "value_m"})

RULES = [
    *(
        gxe.ExpectColumnValuesToNotBeNull(column=column)
        for column in ("input_type", "input_name", "output_type", "output_name", "value_m")
    ),
    gxe.ExpectColumnValuesToBeInSet(column="input_type", value_set=["industry", "valueadded"]),
    gxe.ExpectColumnValuesToBeInSet(column="output_type", value_set=["industry", "finaldemand", "export", "import"]),
    gxe.UnexpectedRowsExpectation(
        description="each name begins with its number of two digits",
        unexpected_rows_query="""
            select input_name, output_name from {batch}
            where not regexp_full_match(input_name, '[0-9][0-9]_.+')
                or not regexp_full_match(output_name, '[0-9][0-9]_.+')
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="13 sectors, each with a figure in every row and column",
        unexpected_rows_query=HOLES,
    ),
    gxe.UnexpectedRowsExpectation(
        description="what a sector delivers is what it uses, value added included",
        unexpected_rows_query=OUT_OF_BALANCE,
    ),
]
