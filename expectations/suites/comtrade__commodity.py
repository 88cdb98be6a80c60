"""What must be true of one load of comtrade__commodity: HS codes with texts, among them all that are asked for."""

import great_expectations.expectations as gxe

RULES = [
    *(gxe.ExpectColumnValuesToNotBeNull(column=column) for column in ("id", "text", "parent")),
    gxe.UnexpectedRowsExpectation(
        description="a code has two, four or six digits, or is a total",
        unexpected_rows_query="""
            select id, text from {batch}
            where not (
                id in ('ALL', 'TOTAL', 'AG2', 'AG4', 'AG6')
                or (try_cast(id as integer) is not null and length(id) in (2, 4, 6))
            )
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="the digits of a code are its level",
        unexpected_rows_query="""
            select id, aggrLevel from {batch}
            where try_cast(id as integer) is not null and length(id) <> aggrLevel
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="the code above is in the list",
        unexpected_rows_query="""
            select id, parent from {batch}
            where parent <> '#' and not list_contains((select list(id) from {batch}), parent)
        """,
    ),
]
