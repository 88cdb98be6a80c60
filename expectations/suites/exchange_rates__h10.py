"""What must be true of one load of exchange_rates__h10: months and countries in units of a currency per US dollar."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.reference import codes

# A published monthly mean is not revised; more than the rounding of another package is another figure (2026-11-21).
DRIFT = Drift(
    series=("country", "date"),
    measures={"rate": "exchange_rate"},
    total_factor=1.1,
    unusual_factor=1.001,
    series_share=0,
)

RULES = [
    gxe.ExpectColumnValuesToNotBeNull(column="date"),
    gxe.ExpectColumnValuesToNotBeNull(column="country"),
    gxe.ExpectColumnValuesToBeInSet(column="country", value_set=codes("exchange_rates_h10_countries", "country")),
    gxe.ExpectColumnValuesToBeBetween(column="exchange_rate", min_value=0, strict_min=True),
    gxe.UnexpectedRowsExpectation(
        description="each date is the first day of a month",
        unexpected_rows_query="select date, country from {batch} where extract(day from date) <> 1",
    ),
    gxe.UnexpectedRowsExpectation(
        description="the pound is in pounds per US dollar, as the package gives it, not in dollars per pound",
        # A pound has been worth more than a dollar in every month since 1971, so the direction shows in each row.
        unexpected_rows_query="""
            select date, country, exchange_rate from {batch}
            where country = 'United Kingdom' and exchange_rate >= 1
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="no month of a currency in use here differs from the one before by more than 60 %",
        # The largest known steps are the yuan of January 1994 (50 %) and the won of December 1997 (45 %)
        # (2026-11-21). Venezuela, redenominated three times, is not used.
        unexpected_rows_query="""
            select country, date, exchange_rate, earlier from (
                select
                    country, date, exchange_rate,
                    lag(exchange_rate) over (partition by document_id, country order by date) as earlier
                from {batch}
                where country in ('China', 'Euro', 'Japan', 'South Korea', 'United Kingdom')
            )
            where exchange_rate not between earlier / 1.6 and 1.6 * earlier
        """,
    ),
]
