"""One module per publisher: partitions and freshness of its raw tables."""
