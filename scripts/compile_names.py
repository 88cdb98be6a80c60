"""Compile the seed `economy_names`: what people call each economy, in English.

    python scripts/compile_names.py            writes the file
    python scripts/compile_names.py --check    says whether it is current; exit code 1 if not

Names come from ISO 3166 (pycountry), from the Unicode CLDR (Babel) and from UN Comtrade's lists (the seed `economies`);
what people write and none of these has stands here. A name that two economies share is listed for both.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import pycountry
from babel import Locale

SEEDS = Path(__file__).resolve().parents[1] / "dbt_project" / "seeds"
TARGET = SEEDS / "economy_names.csv"

SPOKEN = {
    "ARE": ["UAE", "Emirates"],
    "BIH": ["Bosnia"],
    "CHE": ["Swiss Confederation"],
    "CHN": ["PRC", "Mainland China", "People's Republic of China"],
    "CIV": ["Ivory Coast"],
    "COD": ["DRC", "DR Congo", "Congo-Kinshasa", "Congo (Kinshasa)", "Zaire", "Congo"],
    "COG": ["Congo-Brazzaville", "Congo (Brazzaville)", "Republic of the Congo", "Congo"],
    "CPV": ["Cape Verde"],
    "CZE": ["Czech Republic"],
    "EU27": ["EU", "EU-27", "EU27", "European Union", "Europe"],
    "GBR": ["UK", "U.K.", "Britain", "Great Britain"],
    "HKG": ["Hong Kong SAR", "Hong Kong, China"],
    "KOR": ["Korea", "Korea, South", "Republic of Korea", "ROK"],
    "LAO": ["Lao PDR"],
    "MAC": ["Macau", "Macao SAR", "Macau, China"],
    "MKD": ["Macedonia"],
    "MMR": ["Burma"],
    "NLD": ["Holland"],
    "PRK": ["Korea, North", "DPRK"],
    "PSE": ["Palestine"],
    "RUS": ["Russia"],
    "SWZ": ["Swaziland"],
    "TLS": ["East Timor"],
    "TUR": ["Turkey"],
    "TWN": ["Chinese Taipei", "Other Asia, nes"],
    "USA": ["US", "U.S.", "U.S.A.", "America", "United States of America"],
    "VAT": ["Vatican"],
    "VNM": ["Vietnam"],
}


def rows() -> list[tuple[str, str]]:
    """Economy and name, in order; each pair once."""
    territories = Locale("en").territories
    with (SEEDS / "economies.csv").open(encoding="utf-8", newline="") as file:
        economies = list(csv.DictReader(file))
    found = {(row["iso3"], row["name"]) for row in economies} | {("EU27", name) for name in SPOKEN["EU27"]}
    for row in economies:
        listed = pycountry.countries.get(alpha_3=row["iso3"])
        names = [getattr(listed, field, None) for field in ("name", "official_name", "common_name")] if listed else []
        names += [territories.get(row["iso2"]), *SPOKEN.get(row["iso3"], [])]
        found |= {(row["iso3"], name) for name in names if name}
    return sorted(found)


def main() -> None:
    """Write the seed, or compare it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([("iso3", "name"), *rows()])
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text.getvalue(), encoding="utf-8")
    elif TARGET.read_text(encoding="utf-8") != text.getvalue():
        sys.exit(f"{TARGET.name} is not what the lists give: run python scripts/compile_names.py")


if __name__ == "__main__":
    main()
