"""Every dataset that a source module declares, found by looking; nothing is registered by hand."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from pipelines import sources
from pipelines.sources.contract import Dataset


@cache
def datasets() -> dict[str, Dataset]:
    """The datasets by name, in alphabetical order."""
    modules = [import_module(f"{sources.__name__}.{found.name}") for found in pkgutil.iter_modules(sources.__path__)]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, Dataset)]
    return {dataset.name: dataset for dataset in sorted(found, key=lambda dataset: dataset.name)}
