"""Compile the seeds `hs_concordances`, what each HS code that stands for a material is in the other editions, and
`hs_headings`, which codes there are under its heading.

    python scripts/compile_concordance.py            writes the files
    python scripts/compile_concordance.py --check    says whether the files are current; exit code 1 if not

From the correlation tables of the UN Statistics Division between adjacent editions, H0 (1992) to H6 (2022); further
pairs are composed step by step, which can name a target that no good takes but omits none. Kept are the codes of the
seed material_codes, the codes under its headings, and the codes of other editions that become one of them. Headings are
related where codes under them are.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import permutations
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
TABLES = PROJECT.parent / "shared" / "data" / "concordance" / "HS_consolidated_comtrade_concordances.csv"
SEEDS = PROJECT / "dbt_project" / "seeds"

YEARS = ("1992", "1996", "2002", "2007", "2012", "2017", "2022")
RELATION = ("from_edition", "from_code", "to_edition", "to_code", "relation", "is_ambiguous")
HEADING = ("edition", "heading", "hs_code")

# The codes of electrical waste of 2022 (8549) correlate with 1,019 codes each. Such a code is named as a target of
# goods that became waste, but is itself not taken back to any of them.
WIDEST = 100

Codes = Mapping[str, frozenset[str]]


@cache
def step(earlier: int, *, is_forward: bool) -> Codes:
    """What each code of an edition is in the next one, or (backward) in the one before."""
    related: dict[str, set[str]] = defaultdict(set)
    with TABLES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["adjustment"] == f"{YEARS[earlier + 1]} to {YEARS[earlier]}":
                before, after = row["code.before"].zfill(6), row["code.after"].zfill(6)
                for from_code, to_code in ((before, after), (before[:4], after[:4])):
                    pair = (from_code, to_code) if is_forward else (to_code, from_code)
                    related[pair[0]].add(pair[1])
    return {code: frozenset(targets) for code, targets in related.items()}


@cache
def between(start: int, end: int) -> Codes:
    """What each code and heading of one edition is in another."""
    is_forward = end > start
    middle = end - 1 if is_forward else end + 1
    last = step(min(middle, end), is_forward=is_forward)
    if middle == start:
        return last
    return {
        code: frozenset(target for between_code in codes for target in last.get(between_code, ()))
        for code, codes in between(start, middle).items()
    }


def watched() -> set[str]:
    """The codes and headings that stand for materials."""
    with (SEEDS / "material_codes.csv").open(encoding="utf-8", newline="") as file:
        return {row["hs_code"] for row in csv.DictReader(file)}


def relations() -> Iterator[tuple[str, ...]]:
    """Every kept relation. A code is ambiguous where it has several targets."""
    codes = watched()
    pairs = list(permutations(range(len(YEARS)), 2))
    kept: dict[int, set[str]] = defaultdict(set)
    for start, end in pairs:
        for code, targets in between(start, end).items():
            if len(targets) <= WIDEST and any(one in codes or one[:4] in codes for one in (code, *targets)):
                kept[start].add(code)
    for start, end in pairs:
        forth, back = between(start, end), between(end, start)
        for code in sorted(kept[start]):
            targets = forth[code]
            for target in sorted(targets if len(targets) <= WIDEST else ()):
                several, joined = len(targets) > 1, len(back[target]) > 1
                relation = f"{'n' if joined else '1'}:{'n' if several else '1'}".replace("n:n", "n:m")
                yield f"H{start}", code, f"H{end}", target, relation, str(several).lower()


def headings(kept: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The six-digit codes under each heading that a kept relation starts from, in the edition that it starts from."""
    wanted = {(edition, code[:4]) for edition, code, *_ in kept}
    for place in range(len(YEARS)):
        codes = between(place, place + 1 if place + 1 < len(YEARS) else place - 1)
        for code in codes:
            if len(code) == 6 and (f"H{place}", code[:4]) in wanted:
                yield f"H{place}", code[:4], code


def as_csv(fields: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    """The text of a seed, its rows in order."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(fields)
    writer.writerows(sorted(rows))
    return text.getvalue()


def main() -> int:
    parser = argparse.ArgumentParser(description="Compile the concordance of HS editions and their headings.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is not current")
    is_check = parser.parse_args().check
    kept = list(relations())
    stale = 0
    for name, fields, rows in (("hs_concordances", RELATION, kept), ("hs_headings", HEADING, headings(kept))):
        path, text = SEEDS / f"{name}.csv", as_csv(fields, rows)
        if is_check:
            is_current = path.exists() and path.read_text(encoding="utf-8") == text
            stale += not is_current
            print(f"{path.name} is {'current' if is_current else 'not what would be compiled'}")
        else:
            path.write_text(text, encoding="utf-8")
            print(f"{path.name}: {text.count(chr(10)) - 1} rows")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
