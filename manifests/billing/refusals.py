"""Why a load of Hong Kong's construction waste does not go. Sentences: docstrings and `custody.toml`."""

from wasteflow.core.errors import Refusal, Warn


class NoBillingAccount(Refusal):
    """Construction waste is charged to a billing account: name the one of the contract."""

    source = "hk-construction"


class LoadWithoutAccount(Warn):
    """This load names no billing account; nobody is charged for it."""

    source = "hk-construction"


class NotAccountOfParty(Refusal):
    """There is no billing account of the consignor or the carrier with this id."""


class BillingAccountClosed(Refusal):
    """The billing account {number} is closed; new loads name another."""


class NothingToCharge(Refusal):
    """Only construction waste of Hong Kong on its way to a facility there is charged to a billing account."""


class NoPrintedTicket(Refusal):
    """{contract} is a Government contract: its loads carry a printed trip ticket; copy its number."""

    source = "hk-construction"


class PrintedTicketMissing(Warn):
    """{contract} is a Government contract: its loads carry a printed trip ticket; note its number."""

    source = "hk-construction"


class WeighFirst(Refusal):
    """The charge follows from the weight at the gate: weigh the load before you accept it."""

    source = "hk-construction"


class OpenedLate(Warn):
    """Opened on {opened}; for a contract of HK${limit} or more the account is opened by {by}."""

    source = "hk-construction"


class BillingNumberTaken(Refusal):
    """A billing account with the number {number} is on record already."""

    status = 409


class NotInHongKong(Refusal):
    """A billing account belongs to a company of Hong Kong."""

    source = "hk-construction"


class OpenedBeforeAward(Refusal):
    """An account is opened on the day of the award or later, and not in the future."""

    source = "hk-construction"


class WrongStatementMonth(Refusal):
    """ "{month}" is not a month; write it as 2026-11."""
