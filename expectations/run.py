"""Validate what was just loaded: one verdict per document, and the reasons for a person."""

from __future__ import annotations

import importlib
import json
from copy import copy
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from warehouse import validation
from warehouse.errors import ChokepointError


class BrokenRuleError(ChokepointError):
    """A rule that could not run: the suite is wrong, which says nothing about the data."""


@dataclass(frozen=True)
class Finding:
    """What one rule found: the rule in words, how many rows broke it and a few of them."""

    rule: str
    is_passed: bool
    is_warning: bool = False
    unexpected_rows: int = 0
    examples: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        shown = f", such as {'; '.join(self.examples)}" if self.examples else ""
        return f"expected {self.rule}; {self.unexpected_rows or 'some'} rows are not so{shown}"


@dataclass(frozen=True)
class Verdict:
    """The outcome for one dataset: what was validated now, and what each declared rule found.

    `rejected` are identifiers of documents, `keys` the keys that they came under.
    """

    dataset: str
    documents: int
    rejected: list[str]
    rules_declared: int
    findings: list[Finding]
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def is_passed(self) -> bool:
        return not self.rejected

    def __str__(self) -> str:
        broken = [str(finding) for finding in self.findings if not finding.is_passed and not finding.is_warning]
        first = [f"{self.keys.get(document, 'document')} (document {document})" for document in self.rejected[:3]]
        more = [f"{len(self.rejected) - 3} more"] if len(self.rejected) > 3 else []
        return f"{self.dataset} {', '.join(first + more)}: {' | '.join(broken)}"


def validate(build_file: Path, dataset: str) -> Verdict:
    """Run the suite of a dataset on its documents that have not passed it yet, and book the verdicts.

    All of them are one batch; only when a rule breaks is each document run on its own, so that good ones pass.
    A changed suite validates its documents again. Raises BrokenRuleError when a rule cannot run.
    """
    rules_sha = _suite_sha(dataset)
    pending = validation.pending(build_file, dataset, rules_sha)
    if not pending:
        return Verdict(dataset, 0, [], validation.rules_declared(build_file, dataset), [])
    findings = _run(build_file, dataset, pending)
    outcomes = dict.fromkeys(pending, findings)
    if len(pending) > 1 and _breaks(findings):
        outcomes = {document: _run(build_file, dataset, [document]) for document in pending}
        if not any(_breaks(found) for found in outcomes.values()):
            outcomes = dict.fromkeys(pending, findings)  # only the documents together break it
    rejected = [document for document, found in outcomes.items() if _breaks(found)]
    validation.book(
        build_file,
        [
            (document, dataset, rules_sha, len(found), len(found), document not in rejected, _as_json(found))
            for document, found in outcomes.items()
        ],
    )
    shown = outcomes[rejected[0]] if rejected else findings
    return Verdict(dataset, len(pending), rejected, len(findings), shown, validation.keys(build_file, rejected))


def _suite_sha(dataset: str) -> str:
    path = Path(__file__).parent / "suites" / f"{dataset}.py"
    if not path.exists():
        raise BrokenRuleError(f"{dataset} has no suite: expected {path}")
    return sha256(path.read_bytes()).hexdigest()[:16]


def _breaks(findings: list[Finding]) -> bool:
    return any(not finding.is_passed and not finding.is_warning for finding in findings)


def _run(build_file: Path, dataset: str, documents: list[str]) -> list[Finding]:
    import great_expectations as gx  # noqa: PLC0415

    from expectations.engine import batch  # noqa: PLC0415
    from expectations.standard import rules_for  # noqa: PLC0415

    module = importlib.import_module(f"expectations.suites.{dataset}")
    rules = [*rules_for(dataset, documents, module), *map(copy, module.RULES)]
    context, definition, source = batch(build_file, validation.batch_query(dataset, documents))
    try:
        suite = context.suites.add(gx.ExpectationSuite(name=dataset, expectations=rules))
        run = context.validation_definitions.add(gx.ValidationDefinition(name=dataset, data=definition, suite=suite))
        results = run.run(result_format={"result_format": "SUMMARY"}).results
    finally:
        source.get_execution_engine().close()
        source.get_engine().dispose()
    if len(results) != len(rules):
        raise BrokenRuleError(f"{dataset}: {len(rules)} rules declared, {len(results)} run")
    return [_finding(build_file, dataset, documents, result) for result in results]


def _finding(build_file: Path, dataset: str, documents: list[str], result: Any) -> Finding:
    config, outcome = result.expectation_config, result.result or {}
    rule = config.description or " ".join(
        [
            config.type,
            *(f"{name} {value}" for name, value in config.kwargs.items() if name in ("column", "column_list")),
        ]
    )
    trouble = _exception(result.exception_info)
    if trouble:
        raise BrokenRuleError(f"{dataset}: the rule '{rule}' cannot run: {trouble}. Correct the suite.")
    unexpected = outcome.get("unexpected_count", outcome.get("observed_value", 0))
    examples = outcome.get("partial_unexpected_list") or []
    if "unexpected_rows_query" in config.kwargs and not result.success:
        examples = validation.examples(build_file, config.kwargs["unexpected_rows_query"], dataset, documents)
    return Finding(
        rule=rule,
        is_passed=bool(result.success),
        is_warning=config.severity.value in ("warning", "info"),
        unexpected_rows=0 if result.success or not isinstance(unexpected, int) else unexpected,
        examples=[] if result.success else [str(example) for example in examples[:3]],
    )


def _exception(info: Any) -> str | None:
    """The first exception of a result; GX nests them by metric when a metric failed."""
    if not info:
        return None
    nested = [info] if "raised_exception" in info else list(info.values())
    return next((str(one.get("exception_message")) for one in nested if one.get("raised_exception")), None)


def _as_json(findings: list[Finding]) -> str:
    return json.dumps([vars(finding) for finding in findings], default=str)
