"""Cubic metres: what is stated so, and the kilograms computed of it.

Shenzhen, Macao and building sites report m3. A volume becomes kilograms by a density that stands beside it, stated with
its source or the usual one of the stream (marked so), never by one that nobody sees. With at most three decimals each,
m3 x t/m3 x 1000 is exact to the gram, so nothing is rounded. Pure.
"""

from decimal import Decimal

from msgspec import UNSET
from msgspec.structs import replace

from manifests import refusals as r
from manifests import stream_refusals as s
from manifests.life import events as e
from manifests.life.model import NOT_STATED, Basis, Volume, Weight
from wasteflow.catalog.model import Stream
from wasteflow.core.edge import MissingField
from wasteflow.core.errors import Refusal
from wasteflow.core.i18n import text

DENSEST = Decimal(8)  # t per m3; plausibility, own: steel is 7.85
LARGEST = Decimal(1_000_000)  # m3
LONGEST_SOURCE = 200
THOUSANDTH = Decimal("0.001")


def weight(stated: Weight, stream: Stream, path: str) -> Weight:
    """With kilograms and density filled in where it is stated in m3; else as it is. Raises a Refusal."""
    if stated.volume is UNSET:
        if stated.kg is NOT_STATED:
            raise MissingField(f"{path}.kg")
        return stated
    if stated.basis is not Basis.COMPUTED:
        raise s.ComputedFromVolume(f"{path}.basis")
    volume, kg = _computed(stated.volume, stated.kg, stream, path)
    return Weight(kg, Basis.COMPUTED, volume)


def lines(weighed: tuple[e.LineWeighed, ...], stream: Stream) -> tuple[e.LineWeighed, ...]:
    """The same for lines at a gate. Raises a Refusal."""
    return tuple(_line(line, stream, f"fact.lines[{n}]") for n, line in enumerate(weighed))


def _line(line: e.LineWeighed, stream: Stream, path: str) -> e.LineWeighed:
    if line.volume is UNSET:
        if line.kg is NOT_STATED:
            raise MissingField(f"{path}.kg")
        if line.basis is Basis.COMPUTED:
            raise s.ComputedFromVolume(f"{path}.basis")
        return line
    if line.gross is not None or line.tare is not None:
        raise r.OneWayOfWeighing(f"{path}.volume")
    volume, kg = _computed(line.volume, line.kg, stream, path)
    return replace(line, kg=kg, basis=Basis.COMPUTED, volume=volume)


def restated(was: Weight, kg: Decimal) -> Weight:
    """The weight once its kilograms were put right. A volume follows by its density where that comes out exactly; else
    it is left out, and the kilograms are declared, since nothing they are computed of stands beside them any more."""
    if was.volume is UNSET or kg == was.kg:
        return Weight(kg, was.basis, was.volume)
    density = was.volume.density
    assert density is not None, "recorded, a volume has its density"
    m3 = (kg / (density * 1000)).quantize(THOUSANDTH)
    if m3 * density * 1000 != kg or not m3:
        return Weight(kg, Basis.DECLARED)
    return Weight(kg, was.basis, replace(was.volume, m3=_plain(m3)))


def written(volume: Volume, language: str) -> str:
    """For people: `12 m3 at the usual 1.8 t/m3`."""
    facts = {"m3": f"{volume.m3:f}", "density": f"{volume.density:f}", "source": volume.source}
    return text(f"words.volume.{'usual' if volume.usual else 'stated'}", language, **facts)


def _computed(volume: Volume, kg: Decimal, stream: Stream, path: str) -> tuple[Volume, Decimal]:
    at = f"{path}.volume"
    if stream.density is None:
        raise s.NotInCubicMetres(at, stream=stream.names)
    if wrong := _unlikely(volume, at):
        raise wrong
    usual = stream.density
    if volume.density is None or (volume.usual and volume.density == usual.value):
        volume = Volume(volume.m3, usual.value, f"{usual.source} ({usual.confidence})", usual=True)
    elif not 0 < len(volume.source.strip()) <= LONGEST_SOURCE:
        raise s.DensityWithoutSource(f"{at}.source", limit=LONGEST_SOURCE)
    else:
        volume = replace(volume, usual=False)
    assert volume.density is not None
    exact = _plain(volume.m3 * volume.density * 1000)
    if not kg.is_finite() or kg not in (0, exact):  # a client may well write the kilograms it does not state as 0
        raise s.VolumeDiffers(f"{path}.kg", m3=volume.m3, density=volume.density, exact=exact, kg=kg)
    return volume, exact


def _plain(number: Decimal) -> Decimal:
    """Without noughts at its end: 1.5, and 1800 rather than 1.8E+3."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _unlikely(volume: Volume, path: str) -> Refusal | None:
    bounds = (("m3", volume.m3, LARGEST), ("density", volume.density, DENSEST))
    for name, value, most in bounds:
        if value is not None and not _thousandths(value, most):
            return s.WrongVolume(f"{path}.{name}", largest=LARGEST, densest=DENSEST)
    return None


def _thousandths(value: Decimal, most: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -3 and 0 < value <= most
