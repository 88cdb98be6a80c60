"""When and from where: the sources, the HTTP client, the Dagster definitions and the command line."""
