"""Why a notice is not written or does not go on. Sentences: docstrings and `notices.toml`."""

from wasteflow.core.errors import Refusal


class WhereMissing(Refusal):
    """Say where it is: a position, or the name of the shore or sea area."""


class NoSuchPosition(Refusal):
    """Latitude lies between -90 and 90 degrees, longitude between -180 and 180; perhaps the two are exchanged."""


class NoSuchAmount(Refusal):
    """The estimated amount is more than 0 kg and less than a million tonnes; leave it out where nobody can say."""


class NotAnotherPlace(Refusal):
    """A notice goes to another place of the Bay Area than the one where the litter was found."""

    source = "marine-notice"


class UnknownLitter(Refusal):
    """\"{code}\" is not in the list of marine litter; known: {known}."""


class NothingSaid(Refusal):
    """Say it in words; an empty text tells the other side nothing."""


class TooLong(Refusal):
    """At most {limit} characters."""


class PersonalNumber(Refusal):
    """This text crosses a border and holds an identity number, a telephone number or an e-mail address; leave it out,
    or write it into the line for your own files."""


class AskedAlready(Refusal):
    """This authority was asked already; a notice does not go round in circles."""


class NoReplyYet(Refusal):
    """There is no reply yet; until then a notice can only be withdrawn, as reported by mistake."""


class OtherSide(Refusal):
    """This step is for {who} to take."""

    status = 403


class NoSuchBatch(Refusal):
    """There is no such batch within your reach; litter that was carried off has to be recorded as a batch first."""


class NotAPhoto(Refusal):
    """This file is not a photo that can be read; send JPEG, PNG or WebP."""


class PhotoTooLarge(Refusal):
    """This photo is too large: at most {limit} million pixels."""

    status = 413


class TooManyPhotos(Refusal):
    """A notice holds at most {limit} photos."""
