"""Why a place is not registered or changed. Sentences: docstrings and `places.toml`."""

from wasteflow.core.errors import Refusal

# --- numbers -----------------------------------------------------------------------------------------------


class WrongCreditCode(Refusal):
    """A unified social credit code has 18 characters; this has {length}."""

    source = "credit-code"


class WrongCreditCharacter(Refusal):
    """Character {place} of the credit code, "{character}", never occurs there; expected {expected}."""

    source = "credit-code"


class WrongCheckDigit(Refusal):
    """The last character of the credit code does not fit the others: one of the 18 is mistyped; compare with the
    business licence."""

    source = "credit-code"


class WrongCompanyNumber(Refusal):
    """This is not a company number of {place}; it looks like {example}."""


class WrongPlate(Refusal):
    """ "{plate}" is not a number plate of the mainland, Hong Kong or Macao; plates look like {examples}."""


class WrongCityCode(Refusal):
    """A city is written as its six-digit code, e.g. 440300 for Shenzhen, 810000 for Hong Kong; a place abroad as the
    two letters of its country, e.g. JP."""


# --- the register ------------------------------------------------------------------------------------------


class NotYourPlace(Refusal):
    """This belongs to another company, or to another authority's city."""

    status = 403


class UnknownOrganisation(Refusal):
    """There is no organisation with this id; register it first."""


class UnregisteredSite(Refusal):
    """This organisation has no site with this id; register the site first."""


class UnknownAccount(Refusal):
    """There is no account with this id."""


class CreditCodeTaken(Refusal):
    """An organisation with this number is registered already."""

    status = 409


class PermitNumberTaken(Refusal):
    """A permit of this kind with this number is registered already."""

    status = 409


class PlateTaken(Refusal):
    """A vehicle with this plate is registered already; close that one first."""

    status = 409


class DriverHasAccount(Refusal):
    """This account belongs to another driver."""

    status = 409


class ApprovalNumberTaken(Refusal):
    """An approval with this number is registered already."""

    status = 409


class IdTaken(Refusal):
    """This id is in use already; leave it out or send a fresh one."""

    status = 409


class WrongPeriod(Refusal):
    """The first day comes after the last day."""


class ApprovalTooLong(Refusal):
    """An approval is valid for at most twelve months."""

    source = "cross-province-procedure"


class ApprovalPastPermit(Refusal):
    """The permit of {name} for {code} ends on {on}; the approval may not outlast it."""

    source = "cross-province-procedure"


class SameProvince(Refusal):
    """Both sites lie in one province; no approval is needed."""

    source = "cross-province-procedure"


class OtherApprovalKind(Refusal):
    """Between these two places no {kind} is asked for; here it would be: {known}."""


class NothingItCovers(Refusal):
    """Name at least one waste code or category that the permit covers."""
