"""Why a contact or subscription is not kept. Sentences: docstrings and `messages.toml`."""

from wasteflow.core.errors import Refusal


class NoMailAddress(Refusal):
    """This is no mail address."""


class NoWebhookAddress(Refusal):
    """A webhook's address begins with https:// and holds no name or password."""


class PrivateAddress(Refusal):
    """Webhooks go to addresses of the public internet only; {host} is none, or is not known."""


class UnknownTimeZone(Refusal):
    """There is no time zone \"{zone}\"; write it as Asia/Hong_Kong."""


class QuietHalf(Refusal):
    """Quiet hours need both a beginning and an end."""


class TooManyContacts(Refusal):
    """You have {most} contacts already; take one away first."""

    status = 409


class ContactTwice(Refusal):
    """You have this contact already."""

    status = 409


class SubscribedTwice(Refusal):
    """You have subscribed to this there already."""

    status = 409


class NotForYou(Refusal):
    """Messages about this are for those whose work it is."""

    status = 403


class ContactNotConfirmed(Refusal):
    """Type the code of the test message first: it shows that the address is yours."""

    status = 409


class WrongCode(Refusal):
    """This is not the code of the latest test message."""


class TestedJustNow(Refusal):
    """A test was sent there within the last minute; look whether it has come."""

    status = 429


class NothingToRetry(Refusal):
    """Only what has failed can be sent again."""

    status = 409
