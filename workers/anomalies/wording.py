"""How facts are written into a rule's sentence."""

from datetime import datetime
from decimal import Decimal

from manifests.life.model import Batch, Manifest
from wasteflow.core.clock import BAY_AREA


def of_manifest(manifest: Manifest) -> dict[str, str]:
    """Its number and who had to do with it."""
    return {
        "number": manifest.number or str(manifest.id),
        "consignor": manifest.consignor.name,
        "consignee": manifest.consignee.name,
        "carrier": manifest.leg.name,
        "plate": manifest.leg.plate or "—",
    }


def of_batch(batch: Batch) -> dict[str, str]:
    """What it is and what is left of it."""
    return {
        "label": batch.digital_code or str(batch.id),
        "waste": batch.name,
        "code": batch.code.code,
        "kg": plain(batch.weight.kg),
    }


def plain(number: Decimal) -> str:
    """Without an exponent or idle zeros."""
    return f"{number.normalize():f}"


def tonnes(kg: Decimal) -> str:
    """To ten kilograms."""
    return f"{kg / 1000:.2f}"


def local(moment: datetime) -> str:
    """2026-10-12 09:30."""
    return f"{moment.astimezone(BAY_AREA):%Y-%m-%d %H:%M}"
