"""What each source puts into the bundled snapshot: one module per source, each with `documents(shared)`."""
