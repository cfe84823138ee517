"""What can happen to a value. Immutable facts; old ones must still decode. Pure."""

from manifests.life.model import Value
from workers.values.figures import Figures


class Reviewed(Value, frozen=True, tag="reviewed", tag_field="kind", omit_defaults=True):
    """Somebody looked at what was computed and stands for it. `reason`: why it is made again after it was published."""

    figures: Figures
    reason: str = ""


class Returned(Value, frozen=True, tag="returned", tag_field="kind"):
    """A second person does not release it."""

    reason: str


class Published(Value, frozen=True, tag="published", tag_field="kind"):
    """A second person releases it."""


class Moved(Value, frozen=True, tag="moved", tag_field="kind"):
    """What it rests on is no longer what people vouched for: these are the figures since."""

    figures: Figures


Fact = Reviewed | Returned | Published | Moved


def kind_of(fact: Fact) -> str:
    """As it stands in the table."""
    return str(fact.__struct_config__.tag)
