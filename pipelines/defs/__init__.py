"""The Dagster definitions: when each source loads, the one dbt asset set, publish and schedules."""
