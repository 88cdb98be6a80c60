"""Compile the seeds `economies` and `comtrade_areas` from UN Comtrade's lists of reporters and partners.

    python scripts/compile_reference.py            writes both files
    python scripts/compile_reference.py --check    says whether the files are current; exit code 1 if not

The lists carry the publisher's codes, names and dates. What they do not carry stands here: which codes are no
economy, ISO 3166 codes for areas without one, short English names and memberships.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
LISTS = PROJECT.parent / "shared" / "data" / "comtrade" / "reference"
SEEDS = PROJECT / "dbt_project" / "seeds"

GROUPS = {97, 975}
SPECIAL = {837, 838, 839}
NES = {129, 221, 290, 471, 472, 473, 492, 527, 568, 577, 636, 637, 697, 879, 899}

# Areas that are no economy of their own in ISO 3166 and belong to no single one.
UNPLACED = {
    457: "Sarawak until 1963, before Malaysia; no ISO 3166 code, older than the Harmonized System",
    459: "Peninsular Malaysia until 1963; no ISO 3166 code, older than the Harmonized System",
    461: "Sabah until 1963, before Malaysia; no ISO 3166 code, older than the Harmonized System",
    647: "Ryukyu Islands until 1972, under US administration; older than the Harmonized System",
    698: "Sikkim until 1974, before it joined India; older than the Harmonized System",
    717: "Federation of Rhodesia and Nyasaland, today Zambia, Zimbabwe and Malawi; older than the Harmonized System",
    830: "Guernsey (831) and Jersey (832) reported as one; trade here is in addition to theirs",
    835: "Tanganyika until 1964, before Tanzania; older than the Harmonized System",
    836: "Zanzibar and Pemba until 1964, before Tanzania; older than the Harmonized System",
}

# ISO 3166-1 alpha-3 where the publisher's list has none or another.
ISO3 = {
    412: ("XKX", "Kosovo has no ISO 3166 code; XKX is the user-assigned one that the World Bank uses"),
    488: ("UMI", "Midway; in ISO 3166-1 a part of the US Minor Outlying Islands"),
    490: ("TWN", "In practice Taiwan; the publisher calls it Other Asia, not elsewhere specified (S19)"),
    711: ("ZAF", "Botswana, Lesotho, Namibia, South Africa and Eswatini as one customs territory until 1999"),
    872: ("UMI", "Wake Island; in ISO 3166-1 a part of the US Minor Outlying Islands"),
}

# ISO 3166-1 alpha-2 for those.
ISO2 = {"TWN": "TW", "XKX": "XK"}

# Further remarks that a reader of the codes needs.
NOTES = {
    0: "Total of all partners; never summed with them",
    58: "Belgium and Luxembourg as one until 1998; counted as Belgium",
    97: "Group; never summed with its members",
    158: "Listed as a partner only; trade with Taiwan is served under 490",
    250: "Without Monaco and the overseas departments; data are served under 251",
    251: "With Monaco and the overseas departments",
    280: "West Germany until 1990",
    473: "Shares the publisher's code A79 with 636",
    492: "Carries Monaco's code MCO in the publisher's list, but is a residual of EU members",
    578: "Without Svalbard and Jan Mayen; data are served under 579",
    579: "With Svalbard and Jan Mayen",
    588: "East and West Pakistan until 1971; counted as Pakistan",
    636: "Shares the publisher's code A79 with 473",
    699: "From 1975",
    756: "Without Liechtenstein; data are served under 757",
    757: "With Liechtenstein",
    837: "Fuel and stores for ships and aircraft; no country",
    838: "Free zones; no country",
    839: "Trade that the reporter keeps confidential or cannot place; no country",
    840: "Without Puerto Rico and the US Virgin Islands; data are served under 842",
    842: "With Puerto Rico and the US Virgin Islands",
    899: "Partner not specified",
    975: "Group; never summed with its members",
}

# An older code of the publisher's that its present lists no longer carry.
RETIRED = [
    {
        "code": 381,
        "desc": "Italy",
        "iso2": "IT",
        "iso3": "ITA",
        "since": 1900,
        "until": None,
        "note": "Older code for Italy, absent from the present lists; data are served under 380",
    }
]

# Non-economies whose code in the list belongs to another area too; they get a key of their own.
AMBIGUOUS = {473, 492, 636}

# ISO 3166-1 alpha-3 of economies that the lists have no code for.
WITHOUT_CODE = {"MCO": ("MC", "Monaco")}

MEMBERS = {
    "withdrawn": "ANT ATB CSK DDR NTZ PCI PCZ PUS SCG SUN VDR YMD YUG",
    "eu27": "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN "
    "SWE",
    "g7": "CAN DEU FRA GBR ITA JPN USA",
    "oecd": "AUS AUT BEL CAN CHE CHL COL CRI CZE DEU DNK ESP EST FIN FRA GBR GRC HUN IRL ISL ISR ITA JPN KOR LTU LUX "
    "LVA MEX NLD NOR NZL POL PRT SVK SVN SWE TUR USA",
}

# Withdrawn economies whose alpha-2 code was given to another one.
REUSED_ISO2 = {"ATB", "CSK"}

NAMES = {
    "ATB": "British Antarctic Territory",
    "ATF": "French Southern Territories",
    "BES": "Bonaire, Sint Eustatius and Saba",
    "BIH": "Bosnia and Herzegovina",
    "BOL": "Bolivia",
    "BRN": "Brunei",
    "CAF": "Central African Republic",
    "CCK": "Cocos (Keeling) Islands",
    "COD": "DR Congo",
    "COG": "Republic of the Congo",
    "COK": "Cook Islands",
    "CPV": "Cape Verde",
    "CXR": "Christmas Island",
    "CYM": "Cayman Islands",
    "DDR": "East Germany",
    "DOM": "Dominican Republic",
    "FLK": "Falkland Islands",
    "FRO": "Faroe Islands",
    "FSM": "Micronesia",
    "GUF": "French Guiana",
    "GLP": "Guadeloupe",
    "HKG": "Hong Kong",
    "IOT": "British Indian Ocean Territory",
    "KOR": "South Korea",
    "LAO": "Laos",
    "MAC": "Macao",
    "MAF": "Saint Martin (French part)",
    "MDA": "Moldova",
    "MHL": "Marshall Islands",
    "MNP": "Northern Mariana Islands",
    "MTQ": "Martinique",
    "MYT": "Mayotte",
    "NFK": "Norfolk Island",
    "PCI": "Pacific Islands (Trust Territory)",
    "PCZ": "Panama Canal Zone",
    "PRK": "North Korea",
    "PSE": "Palestine",
    "PUS": "US Miscellaneous Pacific Islands",
    "REU": "Réunion",
    "RUS": "Russia",
    "SJM": "Svalbard and Jan Mayen",
    "SLB": "Solomon Islands",
    "SUN": "Soviet Union",
    "SXM": "Sint Maarten (Dutch part)",
    "TCA": "Turks and Caicos Islands",
    "TWN": "Taiwan",
    "TZA": "Tanzania",
    "USA": "United States",
    "VAT": "Vatican City",
    "VDR": "North Vietnam",
    "VGB": "British Virgin Islands",
    "VIR": "US Virgin Islands",
    "VNM": "Vietnam",
    "WLF": "Wallis and Futuna",
    "YMD": "South Yemen",
}


@dataclass(frozen=True)
class Area:
    """One Comtrade code. `publisher_iso` is the publisher's own code, `iso3` is set for economies only."""

    code: int
    iso3: str | None
    iso2: str | None
    partner_key: str
    publisher_iso: str
    name: str
    kind: str
    valid_from: int
    valid_to: int | None
    note: str
    is_reporter: bool

    @property
    def precedence(self) -> tuple[bool, bool, bool, int]:
        """The area with the highest one carries its economy's current code."""
        return (self.valid_to is None, self.is_reporter, self.iso3 == self.publisher_iso, self.valid_from)


def read_list(path: Path) -> list[dict[str, Any]]:
    """One of the publisher's lists, with one spelling for both: they capitalise and prefix their keys differently."""
    rows = []
    for record in json.loads(path.read_text(encoding="utf-8-sig")):
        r = {re.sub("^(partner|reporter)", "", key.lower()): value for key, value in record.items()}
        rows.append(
            {
                "code": r["code"],
                "desc": r["desc"].strip(),
                "iso2": (r.get("codeisoalpha2") or "").strip(),
                "iso3": r["codeisoalpha3"].strip(),
                "since": int(r["entryeffectivedate"][:4]),
                "until": int(r["entryexpireddate"][:4]) if r.get("entryexpireddate") else None,
            }
        )
    return rows


def compile_areas(lists: Path) -> list[Area]:
    """Every code of both lists, by code."""
    partners = read_list(lists / "ListOfreferencePartner.json")
    reporters = {row["code"]: row for row in read_list(lists / "ListOfreferenceReporter.json")}
    rows = {row["code"]: row for row in [*reporters.values(), *partners, *RETIRED]}
    areas = []
    for code in sorted(rows):
        row, kind = rows[code], kind_of(code)
        iso3, reason = ISO3.get(code, (row["iso3"], "")) if kind == "economy" else (None, "")
        areas.append(
            Area(
                code=code,
                iso3=iso3,
                iso2=row["iso2"] or None,
                partner_key=iso3 or (f"_{code}" if code in AMBIGUOUS else row["iso3"]),
                publisher_iso=row["iso3"],
                name=row["desc"],
                kind=kind,
                valid_from=row["since"],
                valid_to=row["until"],
                note=row.get("note") or reason or UNPLACED.get(code) or NOTES.get(code, ""),
                is_reporter=code in reporters,
            )
        )
    return areas


def kind_of(code: int) -> str:
    """What the area behind a code is."""
    if code == 0:
        return "world"
    if code in GROUPS:
        return "group"
    if code in SPECIAL:
        return "special"
    return "unspecified" if code in NES or code in UNPLACED else "economy"


def economy_rows(areas: list[Area]) -> list[list[str]]:
    """One row per ISO3, by ISO3, with the code under which its data are served now (or were last)."""
    current: dict[str, Area] = {}
    for area in areas:
        if area.iso3 and (area.iso3 not in current or area.precedence > current[area.iso3].precedence):
            current[area.iso3] = area
    named = {iso3: (area.iso2 or "", area.name, str(area.code)) for iso3, area in current.items()}
    named |= {iso3: (iso2, name, "") for iso3, (iso2, name) in WITHOUT_CODE.items()}
    members = {group: codes.split() for group, codes in MEMBERS.items()}
    rows = []
    for iso3, (iso2, name, code) in sorted(named.items()):
        flags = [iso3 not in members["withdrawn"], *[iso3 in members[group] for group in ("eu27", "g7", "oecd")]]
        rows.append(
            [
                iso3,
                "" if iso3 in REUSED_ISO2 else ISO2.get(iso3, iso2),
                NAMES.get(iso3, re.sub(r" \(.*\.\.\..*\)$", "", name)),
                code,
                *[str(flag).lower() for flag in flags],
            ]
        )
    return rows


def area_rows(areas: list[Area]) -> list[list[str]]:
    """One row per code, by code."""
    return [
        [
            str(area.code),
            area.iso3 or "",
            area.partner_key,
            area.publisher_iso,
            area.name,
            area.kind,
            str(area.valid_from),
            "" if area.valid_to is None else str(area.valid_to),
            area.note,
        ]
        for area in areas
    ]


def compiled(lists: Path) -> dict[str, str]:
    """The text of each seed file, by file name."""
    areas = compile_areas(lists)
    economies = ["iso3", "iso2", "name", "comtrade_code", "is_current", "is_eu27", "is_g7", "is_oecd"]
    codes = ["comtrade_code", "iso3", "partner_key", "publisher_iso", "name", "kind", "valid_from", "valid_to", "note"]
    return {
        "economies.csv": as_csv(economies, economy_rows(areas)),
        "comtrade_areas.csv": as_csv(codes, area_rows(areas)),
    }


def as_csv(header: list[str], rows: list[list[str]]) -> str:
    """CSV with line feeds; an empty field is NULL."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def main() -> int:
    """Write the seeds, or with --check compare them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, say whether the files are current")
    parser.add_argument("--lists", type=Path, default=LISTS, help="folder of the publisher's lists")
    parser.add_argument("--seeds", type=Path, default=SEEDS, help="folder of the seeds")
    options = parser.parse_args()
    stale = []
    for name, text in compiled(options.lists).items():
        path = options.seeds / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not options.check:
            path.write_text(text, encoding="utf-8")
    if options.check and stale:
        print(f"not current: {', '.join(stale)}. Run python {Path(__file__).name} and look at the difference.")
        return 1
    print(f"written: {', '.join(stale)}" if stale else "current")
    return 0


if __name__ == "__main__":
    sys.exit(main())
