"""The verbs of custody, a file for each group; each file is a set of rules of the state machine."""

from tests.manifests.balance.steps.border import Border
from tests.manifests.balance.steps.correcting import Correcting
from tests.manifests.balance.steps.drawing import Drawing
from tests.manifests.balance.steps.filling import Filling
from tests.manifests.balance.steps.further import Further
from tests.manifests.balance.steps.gate import Gate
from tests.manifests.balance.steps.remaking import Remaking
from tests.manifests.balance.steps.road import Road
from tests.manifests.balance.steps.treating import Treating


class Lives(Filling, Drawing, Road, Further, Gate, Treating, Remaking, Correcting, Border):
    """All of them."""


REACHED = {  # in five thousand lives; more than these, but not for sure
    *("moved", "relabelled", "amended", "lapsed", "signed", "wrong_signing_code", "sealed_field"),
    *("handed_over", "stop_weighed", "resumed", "deposited", "split_off", "sent_on", "returned", "turned_away"),
    *("line_parted", "line_given_back", "not_as_taken_in"),
    *("weighed", "difference_found", "may_not_be_carried", "may_not_be_accepted"),
    *("corrected", "regrouped", "transformed", "ungrouped", "portion_taken", "portion_treated", "portion_freed"),
    *("lost", "lost_on_road", "portion_left"),
    *("approval_used_up", "receipt_certified", "completion_certified"),
}
