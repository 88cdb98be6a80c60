"""One module per raw table, of the same name: what must be true of one load, and why."""
