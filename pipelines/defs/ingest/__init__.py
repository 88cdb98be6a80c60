"""One module per publisher: partitions and freshness of its raw tables."""

from importlib import import_module
from pkgutil import iter_modules

import dagster as dg


def every_ingest() -> dg.Definitions:
    """The raw tables of all publishers, with their checks, and nothing that needs the dbt project."""
    return dg.Definitions.merge(*(import_module(f"{__name__}.{found.name}").defs for found in iter_modules(__path__)))
