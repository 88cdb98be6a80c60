"""What one rule found: the rule in words, how many rows broke it, a few of them, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from warehouse import validation
from warehouse.errors import ChokepointError


class BrokenRuleError(ChokepointError):
    """A rule that could not run: the suite is wrong, which says nothing about the data."""


@dataclass(frozen=True)
class Finding:
    """What one rule found: the rule in words, how many rows broke it and a few of them.

    `is_acceptable` rules are about what is unusual: a person may know that the document is right all the same. A suite
    marks them with meta={"is_acceptable": True}, and leaves out the documents that raw.decision has as accepted.
    """

    rule: str
    is_passed: bool
    is_warning: bool = False
    is_acceptable: bool = False
    unexpected_rows: int = 0
    examples: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        shown = f", such as {'; '.join(self.examples)}" if self.examples else ""
        return f"expected {self.rule}; {self.unexpected_rows or 'some'} rows are not so{shown}"


def passed(finding: Finding) -> Finding:
    """The same rule where nothing broke it."""
    return replace(finding, is_passed=True, unexpected_rows=0, examples=[])


def looked_into(
    build_file: Path, rows: str, finding: Finding, query: str | None
) -> tuple[Finding, dict[str, Finding] | None]:
    """A finding with a few of its rows, and by document where the rule's query names it; None where it does not.

    Great Expectations gives examples of columns only, so the query of a broken rule is run again for its rows.
    """
    if finding.is_passed:
        return finding, {}
    if query is None:
        return finding, None
    found = validation.unexpected(build_file, rows, query)
    examples = [example for _, some in found.values() for example in some][:3]
    whole = replace(finding, unexpected_rows=sum(count for count, _ in found.values()), examples=examples)
    if None in found:
        return whole, None
    return whole, {
        str(document): replace(finding, unexpected_rows=count, examples=some)
        for document, (count, some) in found.items()
    }


def finding_of(dataset: str, result: Any) -> Finding:
    """A result of Great Expectations. Raises BrokenRuleError when the rule could not run."""
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
    return Finding(
        rule=rule,
        is_passed=bool(result.success),
        is_warning=config.severity.value in ("warning", "info"),
        is_acceptable=bool((config.meta or {}).get("is_acceptable")),
        unexpected_rows=0 if result.success or not isinstance(unexpected, int) else unexpected,
        examples=[] if result.success else [str(example) for example in examples[:3]],
    )


def _exception(info: Any) -> str | None:
    """The first exception of a result; GX nests them by metric when a metric failed."""
    if not info:
        return None
    nested = [info] if "raised_exception" in info else list(info.values())
    return next((str(one.get("exception_message")) for one in nested if one.get("raised_exception")), None)
