"""What must be true of one load of baci__trade: reconciled trade of one year or several, in one edition of the HS.

A year has 11 million rows: rules on rows of the same kind are one query each, and keys are told apart by a hash before
the few that share one are compared.
"""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.reference import codes

AREAS = ", ".join(map(str, codes("comtrade_areas", "comtrade_code")))

# Each release reconciles every flow anew, so that only exporters as a whole are compared.
DRIFT = Drift(
    series=("t",),
    member="i",
    measures={"value USD 1,000": "v", "weight t": "q"},
)

RULES = [
    gxe.UnexpectedRowsExpectation(
        description="each year, exporter, importer and code occurs once",
        unexpected_rows_query="""
            select document_id, t, i, j, k, count(*) as times
            from {batch}
            where hash(document_id, t, i, j, k) in (
                select hash(document_id, t, i, j, k) from {batch} group by all having count(*) > 1
            )
            group by document_id, t, i, j, k
            having count(*) > 1
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="exporters and importers are economies or areas with a known code, and two of them",
        unexpected_rows_query=f"""
            select distinct i, j from {{batch}}
            where i not in ({AREAS}) or j not in ({AREAS}) or i = j or i = 0 or j = 0
        """,  # noqa: S608
    ),
    gxe.UnexpectedRowsExpectation(
        description="codes have six digits, leading zeros included",
        unexpected_rows_query="""
            select distinct k from {batch} where not regexp_full_match(k, '[0-9][0-9][0-9][0-9][0-9][0-9]')
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="values are positive, and quantities are where they are given",
        unexpected_rows_query="select t, i, j, k, v, q from {batch} where v <= 0 or q < 0",
    ),
    gxe.UnexpectedRowsExpectation(
        description="the years are those of the file's name, and none before BACI begins",
        unexpected_rows_query="""
            select b.document_id, b.t
            from (select distinct document_id, t from {batch}) as b
            inner join (
                select document_id, any_value(scope) as scope
                from raw.sighting
                group by document_id
            ) as s on b.document_id = s.document_id
            where b.t < 1995
                or not list_contains(
                    coalesce(cast(s.scope -> '$.year' as varchar[]), [cast(b.t as varchar)]), cast(b.t as varchar)
                )
        """,
    ),
]
