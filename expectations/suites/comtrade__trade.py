"""What must be true of one load of comtrade__trade: rows of UN Comtrade with the totals of each detail dimension."""

import great_expectations.expectations as gxe

from expectations.drift import Drift
from expectations.partners import Partners
from expectations.reference import codes
from expectations.standard import unread
from warehouse.load import UNREAD

# The World row is the sum of the partner rows to the last cent in all 32 files of China's imports of HS 2846;
# 0.1 % leaves room for reporters that round (2026-11-21). A row whose partner cannot be read is one of a partner.
PARTNERS_ADD_UP = f"""
with partner_row as (
    select
        document_id, reporterCode, flowCode, cmdCode, classificationCode, freqCode, period,
        partnerCode = 0 as is_world, primaryValue
    from {{batch}}
    union all
    select
        document_id,
        cast(content ->> '$.reporterCode' as integer) as reporterCode,
        content ->> '$.flowCode' as flowCode,
        content ->> '$.cmdCode' as cmdCode,
        content ->> '$.classificationCode' as classificationCode,
        content ->> '$.freqCode' as freqCode,
        content ->> '$.period' as period,
        false as is_world,
        cast(content ->> '$.primaryValue' as decimal(18, 3)) as primaryValue
    from raw.quarantine
    where
        dataset = 'comtrade__trade' and starts_with(reason, '{UNREAD}')
        and document_id in (select document_id from {{batch}})
)

select reporterCode, flowCode, cmdCode, period, world, partners
from (
    select
        reporterCode, flowCode, cmdCode, period,
        sum(primaryValue) filter (where is_world) as world,
        sum(primaryValue) filter (where not is_world) as partners
    from partner_row
    group by document_id, reporterCode, flowCode, cmdCode, classificationCode, freqCode, period
)
where world is null or abs(world - coalesce(partners, 0)) > 0.001 * world
"""  # noqa: S608

ONE_WORLD_ROW = """
select reporterCode, flowCode, cmdCode, period, count(*) filter (where partnerCode = 0) as world_rows
from {batch}
group by document_id, reporterCode, flowCode, cmdCode, classificationCode, freqCode, period
having count(*) filter (where partnerCode = 0) <> 1
"""

OUTSIDE_WHAT_WAS_ASKED = """
select b.document_id, b.freqCode, b.reporterCode, b.flowCode, b.cmdCode, b.period
from {batch} as b

inner join (
    select document_id, any_value(scope) as scope
    from raw.sighting
    group by document_id
) as s on b.document_id = s.document_id
where not (
    list_contains(cast(s.scope -> '$.freq' as varchar[]), b.freqCode)
    and list_contains(cast(s.scope -> '$.reporter' as varchar[]), cast(b.reporterCode as varchar))
    and list_contains(cast(s.scope -> '$.flow' as varchar[]), b.flowCode)
    and list_contains(cast(s.scope -> '$.cmd' as varchar[]), b.cmdCode)
    and list_contains(cast(s.scope -> '$.period' as varchar[]), b.period)
)
"""

# A reporter may have no trade of a code, or none of it yet.
MAY_BE_EMPTY = True

DRIFT = Drift(
    series=("freqCode", "reporterCode", "flowCode", "cmdCode", "period"),
    member="partnerCode",
    total="partnerCode = 0",
    measures={"value USD": "primaryValue", "weight kg": "netWgt"},
    attributes={
        "HS edition": "classificationCode",
        "valuation": "case when primaryValue = cifvalue then 'CIF' when primaryValue = fobvalue then 'FOB' end",
        "unit of quantity": "qtyUnitCode",
        "weight estimated": "isNetWgtEstimated",
    },
    unit_value=("value USD", "weight kg"),
)

PARTNERS = Partners(
    "partnerCode",
    seed="comtrade_areas",
    code="comtrade_code",
    amounts={"value USD": "primaryValue"},
    counts="partnerCode not in (0, 97, 975)",
)

RULES = [
    unread("field"),
    *(
        gxe.ExpectColumnValuesToNotBeNull(column=column)
        for column in ("period", "reporterCode", "partnerCode", "flowCode", "cmdCode", "primaryValue")
    ),
    gxe.ExpectColumnValuesToBeInSet(column="typeCode", value_set=["C"]),
    gxe.ExpectColumnValuesToBeInSet(column="flowCode", value_set=["M", "X", "DX", "RX", "RM", "FM"]),
    gxe.ExpectColumnValuesToBeInSet(column="classificationCode", value_set=[f"H{n}" for n in range(7)]),
    gxe.ExpectColumnValuesToBeInSet(column="reporterCode", value_set=codes("comtrade_areas", "comtrade_code")),
    gxe.ExpectColumnValuesToBeBetween(column="primaryValue", min_value=0),
    gxe.ExpectColumnValuesToBeBetween(column="netWgt", min_value=0),
    gxe.UnexpectedRowsExpectation(
        description="each reporter, flow, code and year has one World row",
        unexpected_rows_query=ONE_WORLD_ROW,
    ),
    gxe.UnexpectedRowsExpectation(
        description="the World row is the sum of the partner rows within 0.1 %",
        unexpected_rows_query=PARTNERS_ADD_UP,
    ),
    gxe.UnexpectedRowsExpectation(
        description="each row is of the reporter, flow, code and year that were asked for",
        unexpected_rows_query=OUTSIDE_WHAT_WAS_ASKED,
    ),
    gxe.UnexpectedRowsExpectation(
        description="period, refYear and refPeriodId name the same year",
        unexpected_rows_query="""
            select period, refYear, refPeriodId from {batch}
            where substr(period, 1, 4) <> cast(refYear as varchar) or refPeriodId // 10000 <> refYear
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="the period is a year, with refMonth 52, or a month where the data are monthly",
        unexpected_rows_query="""
            select freqCode, period, refMonth from {batch}
            where not case freqCode
                when 'A' then length(period) = 4 and refMonth = 52
                when 'M' then length(period) = 6 and substr(period, 5) = lpad(cast(refMonth as varchar), 2, '0')
                else false
            end
        """,
    ),
    gxe.UnexpectedRowsExpectation(
        description="the value is the CIF value of an import or the FOB value, where they are given",
        unexpected_rows_query="""
            select partnerCode, flowCode, primaryValue, cifvalue, fobvalue from {batch}
            where coalesce(cifvalue, fobvalue) is not null
                and primaryValue is distinct from cifvalue and primaryValue is distinct from fobvalue
        """,
    ),
]
