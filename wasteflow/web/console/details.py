"""What a fact of the chain says beside its weight: plate, reason, number, place. Pure."""

from collections.abc import Iterator

from manifests.life import events as e
from manifests.life.model import Batch, Manifest


def details(fact: e.AnyEvent, after: Batch | Manifest) -> Iterator[tuple[str, str]]:
    """Name of the detail (`console.detail`), and what is said."""
    match fact:
        case e.Created() if isinstance(after, Manifest):
            yield "consignee", after.consignee.name
            yield "carrier", after.leg.name
        case e.Published(number=number) if number:
            yield "number", number
        case e.NumberGiven(number=number):
            yield "number", number
        case e.CarrierAdded(name=name):
            yield "carrier", name
        case e.StopAdded(written=written) if written:
            yield "storer", written.name
        case e.Resealed(seal=seal):
            yield "seal", seal
        case e.Moved(place=place):
            yield "place", place
        case e.Relabelled(reason=reason, digital_code=code, was=was):
            yield "reason", reason
            yield "new_code", code or ""
            yield "old_code", was or ""
        case e.Departed() | e.HandedOver() | e.Resumed() if isinstance(after, Manifest):
            leg = after.leg
            yield "plate", leg.plate or ""
            yield "driver", leg.driver or ""
        case e.GivenOver(plate=plate, driver=driver):
            yield "plate", plate
            yield "driver", driver
        case e.Weighed(vehicle=e.VehicleWeighed(gross=gross, tare=tare)):
            yield "gross", f"{gross.normalize():f} kg"
            yield "tare", f"{tare.normalize():f} kg"
        case e.Treated(method=method) | e.PortionTreated(method=method):
            yield "method", method
        case e.Transformed(method=method):
            yield "method", method
        case (
            e.PartlyAccepted(reason=reason)
            | e.Refused(reason=reason)
            | e.Cancelled(reason=reason)
            | e.StopDropped(reason=reason)
            | e.RevisionRequested(reason=reason)
            | e.RevisionRefused(reason=reason)
            | e.TurnedAway(reason=reason)
        ):
            yield "reason", reason
