"""What one run of dbt found wrong, from the two files that it leaves: each broken rule in words, with its query.

manifest.json       every node with its parents
run_results.json    how each node of this run ended, with the SQL that it came to
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

# What the columns of dbt's own tests are called, where they hold values of the column that is tested.
_TESTED = ("value_field", "unique_field", "from_field")
# dbt's own rules in words; those of this project have theirs in macros/_data_tests.yml.
_WORDS = {
    "accepted_values": "{column_name} is one of {values}",
    "not_null": "{column_name} is never missing",
    "unique": "each {column_name} occurs once",
    "relationships": "each {column_name} is in {to}",
}


@dataclass(frozen=True)
class Table:
    """A relation of the build file that a node made: its name as SQL, and the SQL of its rows where it is a table."""

    relation: str
    query: str | None = None


@dataclass(frozen=True)
class Broken:
    """A rule of the models that rows break (`by` data test), or a model or rule that fails with an error (`model`).

    `rule` says it in words; `query` gives the rows that break it, or the model's rows. `tested` is the column whose
    values the query gives under one of dbt's own names. `looks_at` are the relations the rule reads, level by level up
    the lineage; `steps` the tables that have to be made anew to try it without a document, in order; `datasets` the raw
    tables at its end.
    """

    name: str
    by: Literal["data test", "model"]
    rule: str
    query: str | None
    said: str
    tested: str | None
    looks_at: list[list[str]]
    steps: list[Table]
    datasets: list[str]


class Findings:
    """The files of one run of dbt below `target`."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def broken(self) -> list[Broken]:
        """What failed, in the order of dbt's own names; empty when dbt did not get as far as running a node."""
        return [
            self._broken(result) for result in self._results if result["status"] in ("fail", "error", "runtime error")
        ]

    def _broken(self, result: Mapping[str, Any]) -> Broken:
        node = self._nodes[result["unique_id"]]
        is_test = node["resource_type"] == "test"
        levels = list(self._levels(node["unique_id"]))
        return Broken(
            name=node["name"],
            by="data test" if result["status"] == "fail" else "model",
            rule=self.in_words(node) if is_test else f"the model {node['name']} can be worked out",
            query=result.get("compiled_code") if is_test else _typed(node, result.get("compiled_code")),
            said=_error(result.get("message") or ""),
            tested=node.get("column_name") if is_test else None,
            looks_at=[[self._nodes[one]["relation_name"] for one in level] for level in levels],
            steps=self._steps([one for level in levels for one in level]),
            datasets=sorted(self._datasets(node["unique_id"])),
        )

    def in_words(self, test: Mapping[str, Any]) -> str:
        """The rule of a data test: its own description, that of its kind with the columns filled in, or its name."""
        generic = test.get("test_metadata")
        if test.get("description"):
            return str(test["description"]).strip().rstrip(".")
        if not generic:
            return str(test["name"]).replace("__", ": ").replace("_", " ")
        model = (test.get("attached_node") or "").split(".")[-1]
        macro = self._manifest["macros"].get(f"macro.chokepoint.test_{generic['name']}", {})
        words = str(macro.get("description") or _WORDS.get(generic["name"]) or generic["name"].replace("_", " "))
        told = {name: _listed(value) for name, value in generic["kwargs"].items()}
        for name, value in told.items():
            words = words.replace("{" + name + "}", value)
        return f"in {model} {' '.join(words.split())}".rstrip(".")

    def _levels(self, unique_id: str) -> Iterator[list[str]]:
        """The models that a node reads, then the ones that those read, and so on; each once, at its nearest."""
        seen, level = {unique_id}, [unique_id]
        while level:
            parents = {parent for one in level for parent in self._nodes[one]["depends_on"]["nodes"]}
            level = sorted(
                one for one in parents - seen if one in self._nodes and self._nodes[one]["resource_type"] == "model"
            )
            seen |= set(level)
            if level:
                yield level

    def _steps(self, models: list[str]) -> list[Table]:
        """The tables among these models with the SQL of this run, each after the ones that it reads."""
        ordered: list[str] = []

        def visit(one: str) -> None:
            if one in ordered or one not in models:
                return
            for parent in sorted(self._nodes[one]["depends_on"]["nodes"]):
                visit(parent)
            ordered.append(one)

        for one in models:
            visit(one)
        code = {result["unique_id"]: result.get("compiled_code") for result in self._results}
        return [
            Table(self._nodes[one]["relation_name"], _typed(self._nodes[one], code[one]))
            for one in ordered
            if self._nodes[one]["config"]["materialized"] == "table" and code.get(one)
        ]

    def _datasets(self, unique_id: str) -> set[str]:
        """The raw tables that a node rests on."""
        found, waiting, seen = set(), [unique_id], set()
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            if one in self._manifest["sources"]:
                source = self._manifest["sources"][one]
                found |= {source["name"]} if source["source_name"] != "books" else set()
            elif one in self._nodes:
                waiting += self._nodes[one]["depends_on"].get("nodes", [])
        return found

    @cached_property
    def _manifest(self) -> dict[str, Any]:
        return dict(json.loads((self.target / "manifest.json").read_bytes()))

    @property
    def _nodes(self) -> dict[str, Any]:
        return dict(self._manifest["nodes"])

    @cached_property
    def _results(self) -> list[dict[str, Any]]:
        path = self.target / "run_results.json"
        found = json.loads(path.read_bytes())["results"] if path.exists() else []
        return sorted(found, key=lambda result: str(result["unique_id"]))


def tested_names(broken: Broken) -> dict[str, str]:
    """What the columns of a rule's rows are called in the model that it tests, where that is another name."""
    return dict.fromkeys(_TESTED, broken.tested) if broken.tested else {}


def _typed(node: Mapping[str, Any], query: str | None) -> str | None:
    """The rows of a model in the types of its contract, as dbt makes its table: a value that does not fit fails."""
    columns = node["columns"].values() if node["config"].get("contract", {}).get("enforced") else ()
    typed = [f'cast("{one["name"]}" as {one["data_type"]}) as "{one["name"]}"' for one in columns if one["data_type"]]
    return f"select {', '.join(typed)} from ({query})" if typed and query else query  # noqa: S608


def _listed(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _error(message: str) -> str:
    """The line of an error that says what is wrong: not dbt's own, which names its files."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    own = ("Runtime Error", "Database Error", "Compilation Error", "compiled code at", "compiled Code at", "Got ")
    said = next((line for line in lines if not line.startswith(own)), lines[0] if lines else "no reason given")
    return said.rstrip(".")
