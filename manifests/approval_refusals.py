"""Why a load may not go under an approval, and what is told of one that does."""

from wasteflow.core.errors import Refusal, Warn


class NoApproval(Refusal):
    """For {code} this route needs an approval ({kind}) between these two sites that is not on record: {rule}"""


class ApprovalUsedUp(Refusal):
    """Of the approval {number} {left} t are left, less than the {wanted} t of this load; apply for a further one."""

    source = "cross-province-procedure"


class NoShipmentsLeft(Refusal):
    """All {limit} loads of the approval {number} have been sent; apply for a further one."""

    source = "basel"


class MethodNotApproved(Refusal):
    """The approval {number} allows only the treatment {methods}."""

    source = "cross-province-procedure"


class ApprovalExpired(Refusal):
    """The approval {number} held until {on}; apply for a new one."""

    source = "cross-province-procedure"


class ApprovalNotYetValid(Refusal):
    """The approval {number} holds only from {on}."""

    source = "cross-province-procedure"


class ApprovalGone(Refusal):
    """The approval this manifest names is no longer on record; draw up a new manifest."""

    source = "cross-province-procedure"


class ApprovalNearlyUsedUp(Warn):
    """With this load {percent} % of the approval {number} are used; {left} t are left."""
