"""One module per publisher: what to ask for, and how its answers go wrong. No dagster, no duckdb."""
