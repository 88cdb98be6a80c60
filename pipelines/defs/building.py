"""A build in rounds: dbt runs, what breaks it is set aside, and it runs again without that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliInvocation

from pipelines.defs.metadata import of_held
from pipelines.defs.reporting import STARTED_BY
from pipelines.defs.resources import Warehouse
from pipelines.runs.notify import notify
from pipelines.runs.setting_aside import MOST_ROUNDS, SettingAside, in_words


def build(
    context: dg.AssetExecutionContext,
    warehouse: Warehouse,
    run: Callable[[set[str] | None], DbtCliInvocation],
) -> Iterator[Any]:
    """What the last round of dbt told of each model and test. Raises when what broke it cannot be set aside.

    `run` is given the datasets that changed since all models were built; None where they never were, by this code.
    Tables are told of as they are made. Tests are told of once all of them hold, since a broken one may hold in the
    next round; where it does not, at the end.
    """
    rounds = warehouse.setting_aside()
    warehouse.let_go()
    warehouse.note_attempts()
    before = None if context.is_subset else warehouse.built_from()
    warehouse.note_built(is_whole=False)
    with warehouse.noting_build():
        rounds.begin()
        made: set[str] = set()
        changed: set[str] = set()  # in any round: what one built, the next may have to build without
        for left in reversed(range(MOST_ROUNDS)):
            changed |= warehouse.changed_since(before or {})
            invocation, told = run(None if before is None else changed), []
            for event in invocation.stream():
                if not isinstance(event, dg.Output):
                    told.append(event)
                elif event.output_name not in made:
                    made.add(event.output_name)
                    yield event
            if invocation.is_successful():
                break
            _set_aside(context, rounds, invocation, is_last=not left)
        rounds.end()
        yield from told
    if not context.is_subset:
        warehouse.note_built(is_whole=True)
    if rounds.held and STARTED_BY not in context.run.tags:
        problems = [in_words(held) for held in rounds.held]
        notify({"event": "documents set aside", "run_ids": [context.run_id], "problems": problems})


def _set_aside(
    context: dg.AssetExecutionContext, rounds: SettingAside, invocation: DbtCliInvocation, *, is_last: bool
) -> None:
    """Set aside what broke this round, and show it on the assets of its documents."""
    error = invocation.get_error()
    if error and not (invocation.target_path / "run_results.json").exists():
        raise error  # dbt could not read the models
    for decision in rounds.after(invocation.target_path, is_last=is_last):
        context.log.warning(in_words(decision))
        context.log_event(
            dg.AssetObservation(["raw", decision.dataset], metadata=of_held([(decision.document_id, decision.why)]))
        )
