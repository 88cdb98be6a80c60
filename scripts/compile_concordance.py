"""Compile the seed `hs_concordances`: what each HS code that stands for a material is in the other editions.

    python scripts/compile_concordance.py            writes the file
    python scripts/compile_concordance.py --check    says whether the file is current; exit code 1 if not

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
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import permutations
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
TABLES = PROJECT.parent / "shared" / "data" / "concordance" / "HS_consolidated_comtrade_concordances.csv"
SEEDS = PROJECT / "dbt_project" / "seeds"
SEED = SEEDS / "hs_concordances.csv"

YEARS = ("1992", "1996", "2002", "2007", "2012", "2017", "2022")
FIELDS = ("from_edition", "from_code", "to_edition", "to_code", "relation", "is_ambiguous")

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


def rows() -> Iterator[tuple[str, str, str, str, str, str]]:
    """Every kept relation, in order. A code is ambiguous where it has several targets."""
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


def compiled() -> str:
    """The seed's text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(FIELDS)
    writer.writerows(sorted(rows()))
    return text.getvalue()


def main() -> int:
    parser = argparse.ArgumentParser(description="Compile the concordance of HS editions.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the file is not current")
    text = compiled()
    if parser.parse_args().check:
        is_current = SEED.exists() and SEED.read_text(encoding="utf-8") == text
        print(f"{SEED.name} is {'current' if is_current else 'not what would be compiled'}")
        return 0 if is_current else 1
    SEED.write_text(text, encoding="utf-8")
    print(f"{SEED.name}: {text.count(chr(10)) - 1} relations")
    return 0


if __name__ == "__main__":
    sys.exit(main())
