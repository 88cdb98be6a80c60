"""Which models need not be built anew when the documents of some datasets changed and the code did not.

Whatever rests on a table of the books is built, since they tell of every document; but for the staging models of a
publisher, to which the documents of another are nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any


def untouched(manifest: Mapping[str, Any], changed: Collection[str]) -> set[str]:
    """The unique ids of the models whose tables are as they were.

    `changed` are names of raw tables of which documents, verdicts or decisions changed since all models were built.
    """
    publishers = {name.split("__")[0] for name in changed}
    books = {node for node, told in manifest["sources"].items() if "__" not in told["name"]}
    touched = books | {node for node, told in manifest["sources"].items() if told["name"] in changed}
    todo = list(touched)
    while todo:
        node = todo.pop()
        is_of_books = node in books or _folders(manifest, node) == ["staging", "books"]
        for child in manifest["child_map"][node]:
            match _folders(manifest, child):
                case ["staging", publisher] if is_of_books and publisher not in {"books", *publishers}:
                    continue
            if child not in touched:
                touched.add(child)
                todo.append(child)
    return {node for node in manifest["nodes"] if node.startswith("model.") and node not in touched}


def _folders(manifest: Mapping[str, Any], node: str) -> list[str]:
    """Where a model is: staging and the publisher, intermediate, or marts and the question."""
    told = manifest["nodes"].get(node)
    return list(told["fqn"][1:-1]) if told else []
