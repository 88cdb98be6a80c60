"""Bytes to tables: the landing area, the loads, the DuckDB files and the publish step."""
