"""The last step: the finished tables become the serving file."""

import dagster as dg

from pipelines.defs.resources import Warehouse
from pipelines.defs.transform import dbt_models


@dg.asset(
    key=["published", "chokepoint"],
    group_name="publish",
    kinds={"duckdb"},
    deps=[dbt_models],
    description="warehouse/data/chokepoint.duckdb: marts, dimensions and provenance, swapped in by one rename.",
)
def chokepoint(warehouse: Warehouse) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Write the finished tables to a fresh file and rename it over the serving one."""
    build = warehouse.publish()
    return dg.MaterializeResult(
        metadata={
            "build_id": build.build_id,
            "tables": dg.MetadataValue.json(build.tables),
            "dagster/row_count": sum(build.tables.values()),
        }
    )


defs = dg.Definitions(assets=[chokepoint])
