"""What every refresh imports, for the process that they are forked from."""

import dbt.adapters.duckdb
import dbt.cli.main
import great_expectations.expectations

import expectations.engine
import pipelines.definitions
import pipelines.defs.run
import warehouse.answers
import warehouse.publish

assert dbt and expectations and great_expectations and pipelines and warehouse
