"""Why a custody event is not recorded, and what is odd about one that is. Sentences: docstrings and `custody.toml`."""

from wasteflow.core.errors import Conflict, Refusal, Warn

# --- order and rights ------------------------------------------------------------------------------------


class NotPossibleNow(Refusal):
    """\"{step}\" is not possible while the {subject} is "{status}"; possible now: {possible}."""

    status = 409


class NotYourStep(Refusal):
    """Only the {who} may record this step."""

    status = 403


class UnknownSubject(Refusal):
    """There is no {subject} with this id, or it is not yours to see."""

    status = 404


class AlreadyThere(Refusal):
    """This {subject} exists already."""

    status = 409


class LostUpdate(Conflict):
    """This changed in the meantime (it is now at step {seq}); read it again, then repeat your change."""


class BatchTaken(Refusal):
    """This batch is not free: it is "{status}"."""

    status = 409


class NotTurnedAway(Refusal):
    """This batch was not turned away under the manifest that this one goes on from."""


class NotInThisStore(Refusal):
    """This batch does not stand in the store of {name}."""


class NotOneWaste(Refusal):
    """{name} is {code} and the first is {other}: different codes are not put together; keep each by itself."""

    source = "kept-apart"


class NotPutTogether(Refusal):
    """This batch was not put together from others, so there is nothing to take apart."""

    status = 409


class ChangedSince(Refusal):
    """Something of this batch was treated or taken out since it was put together; it goes on as it is."""

    status = 409


class SourceWentOn(Refusal):
    """What was left of one of its sources is no longer in this store; the batch goes on as it is."""

    status = 409


class OnwardFromElsewhere(Refusal):
    """What was turned away goes on in the name of its consignor, {name}, from the same site."""


class GoesBackToSender(Refusal):
    """What was accepted goes back from the site that accepted it to the site of {name} that sent it; to another plant
    it goes under a manifest like any other stock."""

    source = "receipt"


class NotAsTakenIn(Refusal):
    """This batch is no longer what that manifest brought here: it came otherwise, went through a step of treatment, or
    part of it is in other batches."""

    status = 409


class GivenBackOrSentOn(Refusal):
    """A manifest gives back what was accepted, or takes on what was turned away; draw up one for each."""


class OnVehicleOf(Refusal):
    """The load still stands on the vehicle of {name} and goes on with that carrier."""


class SealedField(Refusal):
    """The signature of the {who} has sealed this; ask for a revision, and it changes once all who signed agree."""

    status = 409


class NotYourField(Refusal):
    """Only the {who} writes this field."""

    status = 403


class RevisionOpen(Refusal):
    """A change of this manifest waits for agreement already; one at a time."""

    status = 409


class NoRevisionOpen(Refusal):
    """No change of this manifest waits for agreement."""

    status = 409


class ApprovedAlready(Refusal):
    """Your company has agreed to this change already."""

    status = 409


class NothingToRevise(Refusal):
    """Nothing of this differs from what stands on the manifest."""


class StopPlanned(Refusal):
    """A stop at {name} is planned already; drop it first."""

    status = 409


class NoStopPlanned(Refusal):
    """No stop is planned on the way; add one first."""

    status = 409


class NumberTaken(Refusal):
    """This number belongs to another load already."""

    status = 409


class TooMany(Refusal):
    """At most {limit} events in one request; send the rest in the next."""

    status = 413


# --- time ------------------------------------------------------------------------------------------------


class InTheFuture(Refusal):
    """This time lies in the future; check the clock of your device."""


class LongAgo(Refusal):
    """This time lies before the year {year}; check the clock of your device."""


class LateEntry(Warn):
    """Recorded more than 72 hours after it happened."""


class BeforePrevious(Warn):
    """Declared to have happened before the step recorded previously; both times are kept."""


# --- weight ----------------------------------------------------------------------------------------------


class WrongWeight(Refusal):
    """A weight is more than 0 and at most {limit} kg, with at most three decimals."""


class WrongContainer(Refusal):
    """A container holds more than 0 and at most {limit} litres, and there are 1 to {count} of them."""


class TooHeavy(Refusal):
    """{kg} kg is over the {limit} kg of one load by road; a barge is named by its MMSI in place of a plate."""


class TooHeavyForBarge(Refusal):
    """{kg} kg is over the {limit} kg of one load by barge."""


class WrongPackages(Refusal):
    """A line has 1 to {most} packages."""


class MoreThanThereIs(Refusal):
    """{kg} kg is more than the {left} kg there are."""


class NotAPart(Refusal):
    """A part is more than 0 and less than the whole ({whole} kg); record acceptance or refusal of the whole instead."""


class WholeOnly(Refusal):
    """An interim step is recorded for the whole batch ({left} kg); split the batch first."""


class OutOfBalance(Refusal):
    """{inputs} kg go in, {outputs} kg come out and {losses} kg are lost: {difference} kg differ; name every loss."""


class NothingNamed(Refusal):
    """Name at least one batch that goes in and one container that is filled."""


class InputTwice(Refusal):
    """This batch is named twice."""


class TooManyAtOnce(Refusal):
    """At most {limit} batches go in and {limit} containers are filled in one step; record the rest in the next."""


class LossUnnamed(Refusal):
    """A loss has a name of at most {limit} characters, such as evaporation or washed-out water."""


class UnknownLine(Refusal):
    """The manifest has no line {line}."""


class LineTwice(Refusal):
    """Line {line} is named twice."""


class NothingWeighed(Refusal):
    """Name at least one line."""


class GrossAndTare(Refusal):
    """Give both: full and empty; the net is their difference."""


class NetDiffers(Refusal):
    """{gross} kg less {tare} kg is {net} kg, not {kg} kg; correct one of the three."""


class NothingOnIt(Refusal):
    """Full ({gross} kg) must weigh more than empty ({tare} kg); have they changed places?"""


class WrongReading(Refusal):
    """A reading of a scale is from 0 to {most} kg, with three decimals at most."""


class OneWayOfWeighing(Refusal):
    """Give the weight of the whole vehicle, or a weight per line, not both."""


class ShareOfNoVehicle(Refusal):
    """A share of a vehicle's weight is only written at the gate; here a weight is weighed, estimated or declared."""


class WeightDiffers(Warn):
    """The weight at the gate ({kg} kg) differs from the weight sent ({sent} kg) by {percent} %."""

    source = "receipt"


class StopWeightDiffers(Warn):
    """The weight at the stop ({kg} kg) differs from the weight sent ({sent} kg) by {percent} %."""

    source = "receipt"


class DiffersFromStop(Warn):
    """The weight at the gate ({kg} kg) differs from the weight at the stop ({stop} kg) by {percent} %."""

    source = "receipt"


# --- entry: what the law and arithmetic exclude ----------------------------------------------------------


class UnknownSite(Refusal):
    """There is no site with this id; choose one from the register."""


class SiteClosed(Refusal):
    """{name} is closed; new loads cannot name it."""


class NotYourSite(Refusal):
    """This site belongs to another company."""

    status = 403


class UnknownStream(Refusal):
    """There is no waste stream "{stream}"; known: {known}."""


class CodeNotOfStream(Refusal):
    """Code {code} ({scheme}) does not belong to the stream "{stream}"."""


class UnknownForm(Refusal):
    """The form is one of: {known}."""


class UnknownTreatment(Refusal):
    """There is no treatment "{method}"; write it as scheme:code, e.g. cn_utilisation:R4."""


class MethodNotPermitted(Refusal):
    """The permit of {name} does not allow the treatment {method}."""

    source = "permit-scope"


class NoPermit(Refusal):
    """{name} holds no permit for {code}."""

    source = "permit-scope"


class ScaleExceeded(Refusal):
    """The permit {number} of {name} would be used to {percent} % this year; above {limit} % it needs a new permit."""

    source = "permit-scale"


class PermitExpired(Refusal):
    """The permit {number} of {name} for {code} expired on {on}."""

    source = "permit-scope"


class PermitNotYetValid(Refusal):
    """The permit {number} of {name} for {code} is valid only from {on}."""

    source = "permit-scope"


class UnlawfulRoute(Refusal):
    """This route is not lawful: {rule}."""


class MayNotEnter(Refusal):
    """This may not come in: {rule}"""


class PerhapsMayNotEnter(Warn):
    """The hazards {hazards} may be among those that may not come in; state those found by test. {rule}"""

    source = "guangdong-entry"


class LimitedEntry(Warn):
    """Ask the authority of the destination first: {rule}"""

    source = "guangdong-entry"


class UnknownCarrier(Refusal):
    """There is no company with this id; choose a carrier from the register."""


class NoCarrierPermit(Refusal):
    """{name} holds no transport permit valid today."""

    source = "loading-duties"


class CarrierTwice(Refusal):
    """This carrier stands on the manifest already; each carrier signs once."""


class LapsedUnderWay(Warn):
    """{name} is closed or holds no transport permit valid today; the load is under way, so the step is recorded."""


class StopAtAnEnd(Refusal):
    """A stop lies on the way, not at the consignor's or the consignee's site."""


class StorerLapsed(Warn):
    """{name} is closed or holds no valid permit for this waste today; the load is under way, so it is recorded."""


class ConsigneeLapsed(Warn):
    """{name} is closed or holds no valid permit for this waste today; the load is at its gate, so it is recorded."""


class StoppedTooLong(Warn):
    """The load stood at {name} for {hours} hours; {limit} hours is the most."""


class StopPassedBy(Warn):
    """The stop planned at {name} was not made."""


class SameSite(Refusal):
    """Consignor and consignee are the same site."""


class NoLines(Refusal):
    """A manifest has at least one line."""


class BatchTwice(Refusal):
    """This batch stands on the manifest twice."""


class OtherStream(Refusal):
    """One manifest carries one stream; this batch is "{stream}"."""


class BatchElsewhere(Refusal):
    """This batch is not at the consignor's site."""


class PlateMissing(Refusal):
    """A departure by road names the vehicle's plate."""

    source = "carrier-duties"


class SerialsUsedUp(Refusal):
    """The {limit} serial numbers of this series are used up; {remedy}."""

    source = "label"


class PlateUnknown(Warn):
    """{plate} is not among the registered vehicles of {name}."""

    source = "loading-duties"


class ScaleNearlyUsedUp(Warn):
    """The permit {number} of {name} is used to {percent} % this year with this load."""

    source = "permit-scale"


class ScaleUsedUp(Warn):
    """The permit {number} of {name} is used to {percent} % this year with this load: beyond its yearly scale."""

    source = "permit-scale"


class LoadsUnderWay(Warn):
    """{tonnes} t more are on the road to {name} and do not count yet; with them the permit {number} would be used to {percent} %."""  # noqa: E501

    source = "permit-scale"


class StoreNearlyFull(Warn):
    """The store of {name} holds {held} t with this: {percent} % of the {limit} t it may hold."""


class StoreOverfull(Warn):
    """The store of {name} holds {held} t with this, more than the {limit} t it may hold; send some on first."""

    source = "permit-scope"


class StoragePointOverfull(Warn):
    """The storage point {name} holds {held} t with this, more than the {limit} t it may hold; send some on at once."""

    source = "storage-site"


class StoodTooLong(Warn):
    """This has stood for {days} days; {limit} days is the most it may stand in a store."""

    source = "storage-limit"


class NotInPlan(Warn):
    """{code} does not stand in the management plan of {year}."""

    source = "plan"


class HazardsDiffer(Warn):
    """The catalogue gives the hazards {catalogue} for {code}."""

    source = "hazardous-catalogue"
