"""What must be true of one load of comtrade_mineral_series__totals: each country's imports and mirrored exports."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.reference import codes

AREAS = ", ".join(f"'{code}'" for code in sorted(map(str, codes("comtrade_areas", "publisher_iso"))))

UNKNOWN_AREA = f"""
select mineral, year, flow, country_iso
from {{batch}}
where trim(country_iso) not in ({AREAS})
"""  # noqa: S608

# Both flows are sums over the same import records, by importer and by exporter, and were equal in every mineral
# and year of 2005-2024. Rounding about 200 countries to 0.001 adds up to 0.2 at most (2026-11-21).
SIDES_DIFFER = """
select document_id, mineral, year, imports_usd, exports_usd, imports_kg, exports_kg
from (
    select
        document_id, mineral, year,
        coalesce(sum(trade_value_usd) filter (where flow = 'Import'), 0) as imports_usd,
        coalesce(sum(trade_value_usd) filter (where flow = 'Export'), 0) as exports_usd,
        coalesce(sum(net_weight_kg) filter (where flow = 'Import'), 0) as imports_kg,
        coalesce(sum(net_weight_kg) filter (where flow = 'Export'), 0) as exports_kg
    from {batch}
    group by document_id, mineral, year
)
where abs(imports_usd - exports_usd) > 1 or abs(imports_kg - exports_kg) > 1
"""

DRIFT = Drift(
    series=("mineral", "year", "flow"),
    member="trim(country_iso)",
    measures={"value USD": "trade_value_usd", "weight kg": "net_weight_kg"},
    series_share=0,
)

RULES = [
    *(
        gxe.ExpectColumnValuesToNotBeNull(column=column)
        for column in ("mineral", "year", "flow", "country_iso", "trade_value_usd")
    ),
    gxe.ExpectCompoundColumnsToBeUnique(column_list=["document_id", "mineral", "year", "flow", "country_iso"]),
    gxe.ExpectColumnValueLengthsToBeBetween(column="country_iso", min_value=2, max_value=3),
    gxe.ExpectColumnValuesToBeInSet(column="flow", value_set=["Export", "Import"]),
    gxe.ExpectColumnValuesToBeBetween(column="year", min_value=1988, max_value=2100),  # the HS begins in 1988
    gxe.ExpectColumnValuesToBeBetween(column="trade_value_usd", min_value=0),
    gxe.ExpectColumnValuesToBeBetween(column="net_weight_kg", min_value=0),
    gxe.ExpectColumnValuesToNotBeInSet(column="country_iso", value_set=["W00"]),  # a total among the countries
    gxe.UnexpectedRowsExpectation(
        description="countries are areas of UN Comtrade",
        unexpected_rows_query=UNKNOWN_AREA,
    ),
    gxe.UnexpectedRowsExpectation(
        description="imports and mirrored exports of a mineral and year add up to the same",
        unexpected_rows_query=SIDES_DIFFER,
    ),
]
