"""What must be true of one load of exchange_rates__ecb: one monthly series in units of a currency per euro."""

import great_expectations.expectations as gxe

from expectations.drift import Drift

# A published monthly mean is not revised; more than the rounding of another package is another figure (2026-11-21).
DRIFT = Drift(
    series=("currency", "currency_denom", "time_period"),
    measures={"rate": "obs_value"},
    total_factor=1.1,
    unusual_factor=1.001,
    series_share=0,
)

RULES = [
    *(
        gxe.ExpectColumnValuesToNotBeNull(column=column)
        for column in ("key", "freq", "currency", "currency_denom", "time_period")
    ),
    gxe.ExpectColumnValuesToBeInSet(column="freq", value_set=["M"]),
    # Per euro: another denominator would be read as one.
    gxe.ExpectColumnValuesToBeInSet(column="currency_denom", value_set=["EUR"]),
    gxe.ExpectColumnValuesToBeInSet(column="currency", value_set=["USD", "JPY", "GBP", "CNY", "KRW"]),
    # SP00 is the reference rate and A the average of the period; E, its end, is another figure.
    gxe.ExpectColumnValuesToBeInSet(column="exr_type", value_set=["SP00"]),
    gxe.ExpectColumnValuesToBeInSet(column="exr_suffix", value_set=["A"]),
    gxe.ExpectColumnValuesToBeInSet(column="unit_mult", value_set=[0]),
    gxe.ExpectColumnValuesToBeInSet(column="obs_status", value_set=["A", "M", "H"]),
    gxe.ExpectColumnValuesToBeBetween(column="obs_value", min_value=0, strict_min=True),
    gxe.UnexpectedRowsExpectation(
        description="time_period is a month",
        unexpected_rows_query="""
            select currency, time_period from {batch}
            where not regexp_full_match(time_period, '[12][0-9][0-9][0-9]-(0[1-9]|1[0-2])')
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="a month without a rate says why (status M or H)",
        unexpected_rows_query="""
            select currency, time_period, obs_status from {batch}
            where (obs_value is null) <> (obs_status in ('M', 'H'))
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="no month differs from the one before by more than 30 %",
        # The won lost 17 % against the dollar within a month of 2008; more is a changed unit (2026-11-21).
        unexpected_rows_query="""
            select currency, time_period, obs_value, earlier from (
                select
                    currency, time_period, obs_value,
                    lag(obs_value) over (partition by document_id, key order by time_period) as earlier
                from {batch}
                where obs_value is not null
            )
            where obs_value not between 0.7 * earlier and 1.3 * earlier
        """,
    ),
]
