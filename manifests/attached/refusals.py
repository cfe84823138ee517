"""Why a photo is not kept. Sentences: docstrings and `devices.toml`."""

from wasteflow.core.errors import Refusal


class PhotoNotNamed(Refusal):
    """No event that your company sent of this manifest names this photo; send the event first, then the photo."""

    status = 409


class NoPicture(Refusal):
    """This file is no JPEG, PNG or WebP picture."""

    status = 415


class PictureTooLarge(Refusal):
    """A photo of an event has at most {limit} MB; take it smaller."""

    status = 413
