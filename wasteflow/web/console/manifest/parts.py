"""The parts of a manifest's page, in the order they stand. A new one: a module with `PART`, a template, a line here."""

from wasteflow.web.console.manifest import (
    acts_part,
    carried,
    chain_part,
    correcting,
    crossing,
    giving_back,
    lines,
    parties,
    road,
    stop,
    strip,
    ticket,
)
from wasteflow.web.console.manifest.part import Part

PARTS: tuple[Part, ...] = (
    strip.PART,
    acts_part.PART,
    carried.PART,
    giving_back.PART,
    parties.PART,
    road.PART,
    stop.PART,
    crossing.PART,
    lines.PART,
    correcting.PART,
    ticket.PART,
    chain_part.PART,
)
