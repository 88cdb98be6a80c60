"""After a run of dbt that failed: the documents that break a rule are set aside, so that the rest can be published.

A document that has served is not taken for one that came today and conflicts with it (`tracing.py`). A rule
that cannot be traced to a document is told, and the last good build goes on serving. What a rule set aside is tried
again when the models have changed, or when a document has gone beside which it broke the rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipelines.runs.dbt_findings import Broken, Findings
from pipelines.runs.tracing import Culprit, Standing, traced
from pipelines.settings import PROJECT_ROOT, Settings
from warehouse.counting import count_on_trial, counted, due_again, named
from warehouse.decisions import Decision, Decisions
from warehouse.errors import ChokepointError, ways_back
from warehouse.identity import code_id
from warehouse.landing import Landing, now
from warehouse.load import open_books
from warehouse.publish import served
from warehouse.store import connect

# How many times a build is begun again without what broke it.
MOST_ROUNDS = 8


@dataclass
class SettingAside:
    """The rounds of one build. `held` is what they set aside; `tried` what was so before and counts on trial now."""

    settings: Settings
    held: list[Decision] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Let those documents count on trial for which the reason may have gone."""
        with self._books() as con:
            self.tried = due_again(con, code_id(PROJECT_ROOT))
            count_on_trial(con, self.tried)

    def after(self, target: Path, *, is_last: bool = False) -> list[Decision]:
        """Set aside what broke the run of dbt whose files are in `target`, and tell what that was.

        Raises ChokepointError naming the rules when none of them can be traced to a document, or this was the last
        round that there may be.
        """
        broken = Findings(target).broken()
        build = served(self.settings.serving_file)
        found: dict[str, tuple[Broken, Culprit]] = {}
        with self._books() as con:
            standing = Standing(counted(con), build.documents, build.code_id != code_id(PROJECT_ROOT))
            for one in broken:
                for culprit in traced(con, one, standing):
                    found.setdefault(culprit.document.document_id, (one, culprit))
        if not found:
            raise ChokepointError(_untraceable(broken))
        decisions = Decisions(self.settings.landing_dir)
        made = [decisions.add(_decision(*found[document], build.documents)) for document in sorted(found)]
        self.tried = [one for one in self.tried if one not in found]
        self.held += made
        with self._books():
            if is_last:
                raise ChokepointError(_unending(made))
            return made

    def end(self) -> None:
        """After a run that was good: what counted on trial counts for good."""
        decisions = Decisions(self.settings.landing_dir)
        with self._books() as con:
            tried, self.tried = named(con, self.tried), []
        for document, dataset, key in tried:
            why = "the rule holds with it now"
            decisions.add(Decision(document, dataset, key, "release", "data test", now(), why))
        with self._books():
            pass

    @contextmanager
    def _books(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with connect(self.settings.build_file, threads=self.settings.threads) as con:
            open_books(con, Landing(self.settings.landing_dir))
            count_on_trial(con, self.tried)
            yield con


def in_words(held: Decision) -> str:
    """What a person reads of a document that a rule of the models set aside."""
    return (
        f"{held.dataset} {held.key} (document {held.document_id}): {held.why}. "
        f"It is set aside, and the rest is built without it. {ways_back(held.document_id)}"
    )


def _decision(broken: Broken, culprit: Culprit, served_documents: frozenset[str]) -> Decision:
    document = culprit.document
    return Decision(
        document_id=document.document_id,
        dataset=document.dataset,
        key=document.key,
        action="hold",
        decided_by=broken.by,
        decided_at=now(),
        # One that never served was never known to be good.
        effective_at=None if document.document_id in served_documents else document.first_seen_at,
        rule=broken.rule,
        why=culprit.why,
        beside=culprit.beside,
        code=code_id(PROJECT_ROOT),
    )


def _unending(made: list[Decision]) -> str:
    return (
        f"Documents broke the models in {MOST_ROUNDS} rounds, the last of them {in_words(made[0])}. Nothing was "
        "published; the last good build goes on serving. Run chokepoint refresh --landed to go on from here"
    )


def _untraceable(broken: list[Broken]) -> str:
    told = [f"{one.rule}: {one.said}" for one in broken]
    return (
        f"The models broke rules that cannot be traced to a document: {' | '.join(told) or 'dbt told none'}. "
        "Nothing was published; the last good build goes on serving. If a document is to blame, withdraw it "
        "(chokepoint documents lists them); else correct the models"
    )
