"""Why somebody does not sign in a company's place. Sentences: docstrings and `custody.toml`."""

from wasteflow.core.errors import Refusal


class WrongSigningCode(Refusal):
    """This is not the signing code of {name}; after {left} more wrong ones you have to wait."""

    status = 403


class SigningLocked(Refusal):
    """Too many wrong codes for {name}; no code of this company is looked at from you until {until}."""

    status = 429


class CodeSealedOtherwise(Refusal):
    """This code was not sealed for this server and this event; type it again."""


class CodeNotShown(Refusal):
    """This is no signing code that a site has shown by this system, or something of it was changed."""

    status = 403


class CodeOfAnotherSite(Refusal):
    """The code that was shown is not of the site of {name} that sends this load."""

    status = 403


class CodeNotShownThen(Refusal):
    """The code was shown from {made} to {ends}; what was signed at another time it does not cover."""

    status = 403


class CodeShownLongAgo(Refusal):
    """What is signed by a shown code has to be handed in within {days} days; let the site's own people sign."""

    status = 403


class NoSigningCode(Refusal):
    """This site of {name} has set no signing code; its own people sign, or it sets one."""

    status = 403


class NotAuthorised(Refusal):
    """{name} has not authorised your company to sign for it at this site, for this stream, today; use the site's code,
    or let its own people sign."""

    status = 403


class GuessableCode(Refusal):
    """A signing code of one digit repeated, or of digits in a row, is the first that is tried; choose another."""


class LeaveForNothing(Refusal):
    """Say what the carrier may do: sign the consignor's box, fill in the papers, or both."""
