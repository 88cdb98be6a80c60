"""Assembles the one Definitions object from every module under pipelines/defs that has `defs`."""

import pkgutil
from importlib import import_module

import dagster as dg

from pipelines import defs as rooms

_modules = [
    import_module(found.name)
    for found in pkgutil.walk_packages(rooms.__path__, f"{rooms.__name__}.")
    if not found.ispkg
]

defs = dg.Definitions.merge(*(module.defs for module in _modules if hasattr(module, "defs")))
