"""What must be true of one load of comtrade_mineral_series__flows: the 20 largest pairs of each mineral and year."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.reference import codes

AREAS = ", ".join(f"'{code}'" for code in sorted(map(str, codes("comtrade_areas", "publisher_iso"))))

UNKNOWN_AREA = f"""
select mineral, year, importer_iso, exporter_iso
from {{batch}}
where trim(importer_iso) not in ({AREAS}) or trim(exporter_iso) not in ({AREAS})
"""  # noqa: S608

MORE_THAN_20_PAIRS = """
select document_id, mineral, year, count(*) as pairs
from {batch}
group by document_id, mineral, year
having count(*) > 20
"""

DRIFT = Drift(
    series=("mineral", "year"),
    member="trim(exporter_iso) || ' to ' || trim(importer_iso)",
    measures={"value USD": "trade_value_usd", "weight kg": "net_weight_kg"},
    unit_value=("value USD", "weight kg"),
    series_share=0,
)

RULES = [
    *(
        gxe.ExpectColumnValuesToNotBeNull(column=column)
        for column in ("mineral", "year", "importer_iso", "exporter_iso", "trade_value_usd")
    ),
    gxe.ExpectCompoundColumnsToBeUnique(column_list=["document_id", "mineral", "year", "importer_iso", "exporter_iso"]),
    gxe.ExpectColumnValueLengthsToBeBetween(column="importer_iso", min_value=2, max_value=3),
    gxe.ExpectColumnValueLengthsToBeBetween(column="exporter_iso", min_value=2, max_value=3),
    gxe.ExpectColumnValuesToBeBetween(column="year", min_value=1988, max_value=2100),  # the HS begins in 1988
    gxe.ExpectColumnValuesToBeBetween(column="trade_value_usd", min_value=0),
    gxe.ExpectColumnValuesToBeBetween(column="net_weight_kg", min_value=0),
    gxe.ExpectColumnValuesToNotBeInSet(column="exporter_iso", value_set=["W00"]),  # a total among the pairs
    gxe.UnexpectedRowsExpectation(
        description="importers and exporters are areas of UN Comtrade",
        unexpected_rows_query=UNKNOWN_AREA,
    ),
    gxe.UnexpectedRowsExpectation(
        description="at most 20 pairs of each mineral and year, which is what the publisher selects",
        unexpected_rows_query=MORE_THAN_20_PAIRS,
    ),
]
