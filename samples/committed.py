"""The small committed set: one district over four years, each year in another form. Run to write it again:

python -m samples.committed
"""

from __future__ import annotations

from pathlib import Path

from samples.compose import compose
from samples.forms import Order, digital_pdf, scanned, text_form
from samples.scan import ScanStyle
from samples.sheets import Dossier
from samples.truth import write_truth

SEED, DISTRICT = 19, "200"  # huyện Đầm Hà, tỉnh Quảng Ninh: nine communes since 2020
HERE = Path(__file__).parent


def write_committed(documents: Path, truth: Path) -> None:
    """The four files and their truth."""
    damage = ("hands", "seal", "stamp", "skew", "holes")
    made = {
        "quyet-dinh-2022-pdf": digital_pdf(_order(2022)),
        "quyet-dinh-2021-scan": scanned(_order(2021), ScanStyle(200, "mixed", damage, "committed", quality=38)),
        "quyet-dinh-2020-khong-dau": text_form("stripped")(_order(2020)),
        "quyet-dinh-2019-tcvn3": text_form("tcvn3")(_order(2019)),
    }
    for folder in (documents, truth):
        folder.mkdir(parents=True, exist_ok=True)
    for name, file in made.items():
        (documents / (name + file.suffix)).write_bytes(file.data)
        write_truth(truth, name, file.laid, brief=True)


def _order(year: int) -> Order:
    return Order(dossier(year), f"committed/{year}")


def dossier(year: int) -> Dossier:
    return compose("decision", SEED, DISTRICT, year)


if __name__ == "__main__":
    write_committed(HERE / "documents", HERE / "truth")
