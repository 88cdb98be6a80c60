"""One run and its surroundings: the lock, the instance, dbt's process, what breaks it, and who is told."""
