"""From a rule of the models that is broken to the documents that break it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import duckdb

from pipelines.runs.dbt_findings import Broken, tested_names
from warehouse.counting import Counted
from warehouse.culprits import Rows, Trial, rows_of

# A rule that more than this part of the documents breaks that have served before is wrong itself.
_MOST_SERVED = 0.05
_MOST_BESIDE = 3


@dataclass(frozen=True)
class Culprit:
    """A document that breaks a rule: why in words, and the documents beside which it does."""

    document: Counted
    why: str
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """What counts in a build: the documents, those that the build being served rests on, and whether the code is new.

    Under the code that is served, a document that has served is never the culprit.
    """

    counted: Mapping[str, Counted]
    served: Collection[str]
    is_new_code: bool

    def new(self, documents: Iterable[str]) -> list[str]:
        """Those of them that count and have not served, in the order of dataset and key."""
        given = set(documents)
        return [one for one in self.counted if one in given and one not in self.served]

    def upstream(self, datasets: Collection[str]) -> list[str]:
        """The documents of these raw tables."""
        return [one for one, document in self.counted.items() if document.dataset in datasets]

    def few(self, documents: Collection[str]) -> list[str]:
        """These documents, which have served, where the code is new and they are few; else none."""
        most = max(1, int(_MOST_SERVED * len(self.counted)))
        return sorted(documents) if self.is_new_code and len(documents) <= most else []


def traced(con: duckdb.DuckDBPyConnection, broken: Broken, standing: Standing) -> list[Culprit]:
    """The documents that break a rule; none where nothing shows which they are.

    Of the documents behind each row, those that have not served. Where they are several, or the rows name none, the
    rule is tried without documents that have not served; where no such document is to blame and the code is new, a few
    that have served may be.
    """
    if broken.query is None:
        return []
    rows = None
    if broken.by == "data test":
        rows = rows_of(con, broken.query, broken.looks_at, tested_names(broken))
        if rows.count == 0:
            return []
    trial = Trial(con, [(one.relation, one.query) for one in broken.steps if one.query], broken.query, rows is None)
    found = _by_rows(rows, trial, standing) if rows and rows.groups else []
    if not found:
        upstream = standing.upstream(broken.datasets)
        found = trial.culprits(standing.new(upstream)) or standing.few(
            trial.culprits(upstream) if standing.is_new_code else []
        )
    return [_culprit(one, broken, rows, standing) for one in sorted(found) if one in standing.counted]


def _by_rows(rows: Rows, trial: Trial, standing: Standing) -> list[str]:
    """The culprits among the documents behind the rows."""
    new = [set(standing.new(group)) for group in rows.groups]
    sure = set().union(*(group for group in new if len(group) == 1)) if rows.is_exact else set()
    unsure = set().union(*(group for group in new if group and not group & sure))
    if unsure:
        tried = trial.culprits(sorted(unsure | sure, key=list(standing.counted).index))
        sure |= set(tried) or (unsure if rows.is_exact else set())
    if not sure and rows.is_exact:
        sure = set(standing.few(set().union(*rows.groups) & set(standing.counted)))
    return sorted(sure)


def _culprit(document: str, broken: Broken, rows: Rows | None, standing: Standing) -> Culprit:
    beside = sorted(
        {one for group in (rows.groups if rows else []) if document in group for one in group}
        & set(standing.counted) - {document}
    )
    if rows is None:
        why = f'expected "{broken.rule}"; with this document it fails: {broken.said}'
    else:
        why = f'expected "{broken.rule}"; {rows.in_words(document)}'
    served = [standing.counted[one] for one in beside if one in standing.served]
    if served:
        more = f" and {len(served) - _MOST_BESIDE} more" if len(served) > _MOST_BESIDE else ""
        why += f"; beside {', '.join(map(str, served[:_MOST_BESIDE]))}{more}, which served before"
    return Culprit(standing.counted[document], why, tuple(beside))
