"""What must be true of one load: the suites and the engine that runs them inside DuckDB."""
