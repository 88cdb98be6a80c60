"""Validate what was just loaded: one verdict per document, and the reasons for a person."""

from __future__ import annotations

import importlib
import json
from copy import copy
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import ModuleType

from expectations.cells import of as cells_of
from expectations.drift import Drift
from expectations.finding import BrokenRuleError, Finding, finding_of, looked_into, passed
from warehouse import validation
from warehouse.errors import ways_back
from warehouse.store import connect

_MOST = 5  # documents told one by one
__all__ = ["BrokenRuleError", "Finding", "Verdict", "validate"]


@dataclass(frozen=True)
class Verdict:
    """The outcome for one dataset: how many documents were validated now, and what each declared rule found in them.

    Where nothing was new, `findings` is what the rules found in the newest document that passed.

    `rejected` are identifiers of documents, `keys` the keys that they came under, `found` what each of them breaks.
    `unreadable` are documents of which nothing could be loaded, with the reason. As text: a line for each document.
    """

    dataset: str
    documents: int
    rejected: list[str]
    rules_declared: int
    findings: list[Finding]
    keys: dict[str, str] = field(default_factory=dict)
    found: dict[str, list[Finding]] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)

    @property
    def is_passed(self) -> bool:
        return not self.rejected and not self.unreadable

    @property
    def held(self) -> dict[str, str]:
        """Each document that is set aside, with the reason."""
        return self.unreadable | {
            document: " | ".join(
                str(finding) for finding in self.found[document] if not finding.is_passed and not finding.is_warning
            )
            for document in self.rejected
        }

    def __str__(self) -> str:
        named = {document: f"{self.keys.get(document, 'document')} (document {document})" for document in self.held}
        lines = [f"{self.dataset} {named[one]}: {reason}. {ways_back(one)}" for one, reason in self.held.items()]
        more = [f"{self.dataset}: {len(lines) - _MOST} more documents are set aside. {ways_back()}"]
        return "\n".join(lines[:_MOST] + (more if len(lines) > _MOST else []))


def validate(build_file: Path, dataset: str) -> Verdict:
    """Run the suite of a dataset on its documents that have not passed it yet, and book the verdicts.

    All of them are one batch; only where a rule breaks are they run in halves, down to each document on its own, so
    that good ones pass.
    The vintages of one key are judged one after the other, the oldest first, so that each can be compared with the one
    before it. A changed suite validates its documents again. What a person withdrew is judged like any other, and not
    told. Raises BrokenRuleError when a rule cannot run.
    """
    rules_sha = suite_sha(dataset)
    outcomes: dict[str, list[Finding]] = {}
    with connect(build_file):  # open for all of what follows: to open and close the file costs more than most of it
        module, pairs = _due(build_file, dataset, rules_sha, outcomes)
    while module and pairs:
        judged = _judge(build_file, dataset, module, list(pairs))
        outcomes |= judged
        with connect(build_file):
            validation.book(
                build_file,
                [
                    (document, dataset, rules_sha, len(found), len(found), not _breaks(found), _as_json(found))
                    for document, found in judged.items()
                ],
            )
            module, pairs = _due(build_file, dataset, rules_sha, outcomes)
    with connect(build_file):
        return _verdict(build_file, dataset, outcomes)


def _due(
    build_file: Path, dataset: str, rules_sha: str, outcomes: dict[str, list[Finding]]
) -> tuple[ModuleType | None, dict[str, validation.Before]]:
    """The suite and the documents to judge now, with what each is compared with, which is noted; no suite for none."""
    cells = cells_of(dataset)
    related = cells.queries(f"raw.{dataset}") if cells else None
    pairs = validation.pending(build_file, dataset, rules_sha, outcomes, related)
    if not pairs:
        return None, {}
    module = importlib.import_module(f"expectations.suites.{dataset}")
    validation.note_pairs(build_file, dataset, pairs)
    drift: Drift | None = getattr(module, "DRIFT", None)
    if drift:
        accepted, queries = validation.accepted(build_file, dataset), drift.queries(dataset, cells)
        validation.note_drift(build_file, dataset, pairs, accepted, queries, related)
    return module, pairs


def _verdict(build_file: Path, dataset: str, outcomes: dict[str, list[Finding]]) -> Verdict:
    unreadable = validation.unreadable(build_file, dataset)
    if not outcomes:
        standing = [Finding(**finding) for finding in json.loads(validation.standing(build_file, dataset))]
        keys = validation.keys(build_file, list(unreadable))
        return Verdict(dataset, 0, [], len(standing), standing, keys, {}, unreadable)
    withdrawn = validation.withdrawn(build_file, dataset)
    rejected = [document for document, found in outcomes.items() if _breaks(found) and document not in withdrawn]
    shown = outcomes[rejected[0]] if rejected else _worst(list(outcomes.values()))
    keys = validation.keys(build_file, [*rejected, *unreadable])
    found = {document: outcomes[document] for document in rejected}
    return Verdict(dataset, len(outcomes), rejected, len(shown), shown, keys, found, unreadable)


def suite_sha(dataset: str) -> str:
    """16 hex digits over what the verdicts of a dataset depend on: its rules and the standard ones."""
    here = Path(__file__).parent
    path = here / "suites" / f"{dataset}.py"
    if not path.exists():
        raise BrokenRuleError(f"{dataset} has no suite: expected {path}")
    names = [
        *("standard.py", "drift.py", "drift.sql", "gone.sql", "cells/__init__.py"),
        *("part.py", "part.sql", "partners.py", "query_file.py"),
    ]
    parts = [path, *(here / name for name in names), *sorted((here / "cells").glob(f"{dataset}.py"))]
    return sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()[:16]


def _breaks(findings: list[Finding]) -> bool:
    return any(not finding.is_passed and not finding.is_warning for finding in findings)


def _worst(outcomes: list[list[Finding]]) -> list[Finding]:
    """For each rule what it found in some document, else that it found nothing."""
    return [min(findings, key=lambda finding: finding.is_passed) for findings in zip(*outcomes, strict=True)]


def _judge(build_file: Path, dataset: str, module: ModuleType, documents: list[str]) -> dict[str, list[Finding]]:
    """What each document's rules found: in one batch, then apart where a finding does not say whose it is."""
    findings, apart = _run(build_file, dataset, module, documents)
    if len(documents) == 1 or all(finding.is_passed for finding in findings):
        return dict.fromkeys(documents, findings)
    if apart and not _breaks(findings):
        return {document: apart[document] for document in documents}
    outcomes = _alone(build_file, dataset, module, documents)
    if _breaks(findings) and not any(_breaks(found) for found in outcomes.values()):
        return dict.fromkeys(documents, findings)  # only the documents together break it
    return outcomes


def _alone(build_file: Path, dataset: str, module: ModuleType, documents: list[str]) -> dict[str, list[Finding]]:
    """What each document's rules find in it alone. Halves in which no rule finds anything are not divided further."""
    outcomes: dict[str, list[Finding]] = {}
    half = (len(documents) + 1) // 2
    for some in filter(None, (documents[:half], documents[half:])):
        findings, _ = _run(build_file, dataset, module, some)
        if len(some) == 1 or all(finding.is_passed for finding in findings):
            outcomes |= dict.fromkeys(some, findings)
        else:
            outcomes |= _alone(build_file, dataset, module, some)
    return outcomes


def _run(
    build_file: Path, dataset: str, module: ModuleType, documents: list[str]
) -> tuple[list[Finding], dict[str, list[Finding]]]:
    """What each rule found in these documents; and by document, where each finding names its documents."""
    from expectations import engine  # noqa: PLC0415
    from expectations.standard import rules_for  # noqa: PLC0415

    rows = validation.batch_query(dataset, documents)
    quarantine = validation.quarantine_query(build_file, dataset, documents)
    rules = [*rules_for(dataset, documents, module, quarantine), *map(copy, module.RULES)]
    results = engine.run(build_file, dataset, rules, rows)
    if len(results) != len(rules):
        raise BrokenRuleError(f"{dataset}: {len(rules)} rules declared, {len(results)} run")
    findings = [finding_of(dataset, result) for result in results]
    queries = [result.expectation_config.kwargs.get("unexpected_rows_query") for result in results]
    told = [looked_into(build_file, rows, finding, query) for finding, query in zip(findings, queries, strict=True)]
    is_told_apart = all(by_document is not None for _, by_document in told)
    apart = {
        document: [(by_document or {}).get(document, passed(finding)) for finding, by_document in told]
        for document in documents
        if is_told_apart
    }
    return [finding for finding, _ in told], apart


def _as_json(findings: list[Finding]) -> str:
    return json.dumps([vars(finding) for finding in findings], default=str)
