"""Ways in which good data go wrong: each spoils one document that the project ships, as its next vintage would come.

A mutation is named after what went wrong, and belongs to a class. `is_quick` ones run in every test run.
"""

from __future__ import annotations

from reliability.mutation import Mutation
from reliability.mutations_of_answers import of_answers
from reliability.mutations_of_tables import of_tables

MUTATIONS: list[Mutation] = [*of_answers(), *of_tables()]
