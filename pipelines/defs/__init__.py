"""The Dagster definitions: when each source loads, the one dbt asset set, publish and schedules."""

import warnings

import dagster as dg

warnings.filterwarnings("ignore", category=dg.BetaWarning)
