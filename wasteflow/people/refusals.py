"""Why somebody is not let in, or may not do a thing. Sentences: docstrings and `people.toml`."""

from wasteflow.core.errors import Refusal

# --- who are you -----------------------------------------------------------------------------------------


class NotSignedIn(Refusal):
    """Please sign in first."""

    status = 401


class WrongPassword(Refusal):
    """Account name and password do not match."""

    status = 401


class TooManyAttempts(Refusal):
    """Too many attempts; try again in {seconds} seconds."""

    status = 429


class AskedTooOften(Refusal):
    """Too many requests from here; try again in {seconds} seconds, or sign in."""

    status = 429


class ForeignOrigin(Refusal):
    """This request came from another web site and was not carried out."""

    status = 403


# --- what may you do: one sentence per action of the permission table ------------------------------------


class NotAllowed(Refusal):
    """Your role does not include this."""

    status = 403


class MayNotSeeCustody(NotAllowed):
    """Custody records are open to the parties of a load, its authorities and auditors."""


class MayNotGenerate(NotAllowed):
    """New waste is recorded by the generator or the receiving site where it comes into being."""


class MayNotWeighBatch(NotAllowed):
    """A batch in store is weighed by the site that holds it."""


class MayNotRegroup(NotAllowed):
    """Batches are put together, divided or repacked by the site that holds them."""


class MayNotTreat(NotAllowed):
    """Treatment is recorded by the receiving site, or by the generator that treats its own waste."""


class MayNotKeepStore(NotAllowed):
    """What stands in a store, where, and what is gone from it, is said by the site that holds it."""


class MayNotPrintLabels(NotAllowed):
    """Labels are printed by the site that holds the waste."""


class MayNotLook(NotAllowed):
    """Loads on the road are looked up by officers who control vehicles."""


class MayNotShow(NotAllowed):
    """A load is shown to an officer by the driver or office of the carrier that has it."""


class MayNotSendTrails(NotAllowed):
    """Positions are sent by the carrier's office or its system, of its own vehicles."""


class MayNotLookAtTrails(NotAllowed):
    """Where vehicles were is looked at by officers who decide on it, and by the carrier of its own."""


class MayNotDrawZones(NotAllowed):
    """Zones and corridors are drawn by authorities in their own city, and by administrators."""


class MayNotCreateManifest(NotAllowed):
    """A manifest is made by the consignor: a generator, or a receiving site that sends waste on."""


class MayNotSign(NotAllowed):
    """A manifest is signed by its consignor, its carrier and its consignee."""


class MayNotDepart(NotAllowed):
    """Departure, hand-over and arrival are recorded by the carrier's driver or office."""


class MayNotReceive(NotAllowed):
    """A load is weighed in, accepted or refused by the receiving site."""


class MayNotRevise(NotAllowed):
    """A change of a signed manifest is asked for and agreed to by its parties."""


class MayNotDelegateSignature(NotAllowed):
    """Who may sign in a company's place is settled by that company, where the waste is made or received."""


class MayNotDemandTicket(NotAllowed):
    """A trip ticket's copy is shown on demand of an environmental or health authority of the place."""


class MayNotPlanRounds(NotAllowed):
    """Rounds are planned by the dispatcher of the collector whose vehicle goes."""


class MayNotCollect(NotAllowed):
    """Calls of a round are worked through by the collector's driver or dispatcher."""


class MayNotSeeBilling(NotAllowed):
    """Billing accounts are seen by the company that holds them and by the authorities of Hong Kong."""


class MayNotOpenBilling(NotAllowed):
    """A billing account is opened by the contractor or haulier that will pay, through its office."""


class MayNotManageDevices(NotAllowed):
    """Drivers' phones are enrolled and revoked by their dispatcher or an administrator."""


class MayNotSettleRefused(NotAllowed):
    """What a driver's phone recorded in vain is settled by the dispatcher or an administrator."""


class MayNotCancel(NotAllowed):
    """A manifest is cancelled by its consignor, before the load has left."""


class MayNotSeeCases(NotAllowed):
    """Cases of this kind are not shown to your role and department."""


class MayNotInspectCompanies(NotAllowed):
    """A company is looked into by officers who inspect on site or on the road, and by auditors."""


class MayNotAnswerCases(NotAllowed):
    """An authority's question is answered by the office of the company that was asked."""


class MayNotTuneRules(NotAllowed):
    """A place's limits of rules are set by its ecology authority."""


class MayNotSubscribe(NotAllowed):
    """Messages by mail or webhook are for people at a desk and for systems; a driver is told in the app."""


class MayNotActOnCases(NotAllowed):
    """Cases of this kind are worked on by another department."""


class MayNotDecide(NotAllowed):
    """Orders, holds and fines on this kind of case are another department's to decide."""


class MayNotSeeIndicators(NotAllowed):
    """Indicators are shown to authorities, zero-waste offices and auditors."""


class MayNotEnterStatistics(NotAllowed):
    """Figures of a city are entered by its zero-waste office."""


class MayNotReviewStatistics(NotAllowed):
    """Figures of a city are looked at by its zero-waste office."""


class MayNotSeeReleases(NotAllowed):
    """Joint releases are seen by the three governments and the zero-waste offices; open ones by everybody."""


class MayNotProposeReleases(NotAllowed):
    """Joint releases are proposed by zero-waste offices."""


class MayNotConsentToReleases(NotAllowed):
    """Each government agrees to a joint release by its ecology authority."""


class MayNotSeeCells(NotAllowed):
    """A zero-waste cell is seen by its own unit and its city's office; the list of awards is public."""


class MayNotApplyForCells(NotAllowed):
    """Companies apply for themselves, the city's zero-waste office for other units."""


class MayNotReviewCells(NotAllowed):
    """Zero-waste cells are scored and awarded by the zero-waste office of their city."""


class MayNotSeeCapacity(NotAllowed):
    """The capacity board is for zero-waste offices, ecology authorities and auditors."""


class MayNotSeePlastics(NotAllowed):
    """The chain of plastics is for ecology, industry, construction and farming authorities, zero-waste offices and
    auditors."""


class MayNotSeeBatteries(NotAllowed):
    """The chain of traction batteries is for ecology and industry authorities, zero-waste offices and auditors."""


class MayNotSeeBuildingSites(NotAllowed):
    """Balances of building sites are for ecology and construction authorities, zero-waste offices and auditors."""


class MayNotSeeHeavyMetals(NotAllowed):
    """The list of heavy-metal generators is for the authorities that check them, zero-waste offices and auditors."""


class MayNotOfferCapacity(NotAllowed):
    """Prices at a gate are stated by the facility itself."""


class MayNotReviewValues(NotAllowed):
    """Values of indicators are reviewed by the city's zero-waste office or its ecology bureau."""


class MayNotPublishValues(NotAllowed):
    """Values of indicators are published by the city's zero-waste office or its ecology bureau."""


class MayNotMakeReports(NotAllowed):
    """Reports are made by zero-waste offices and authorities."""


class MayNotArrangeReports(NotAllowed):
    """When reports make themselves, and how they look, is set by zero-waste offices and the ecology authority."""


class MayNotEditCatalog(NotAllowed):
    """The catalogue is edited by an administrator."""


class MayNotSeePlaces(NotAllowed):
    """The register of organisations and sites is shown to everybody who is signed in."""


class MayNotRegister(NotAllowed):
    """Organisations are registered by an administrator or the ecology authority."""


class MayNotEditPlaces(NotAllowed):
    """Sites are edited by their own company, the ecology authority or an administrator."""


class MayNotEditFleet(NotAllowed):
    """Vehicles and drivers are registered by the carrier's office or an administrator."""


class MayNotSeeDrivers(NotAllowed):
    """Drivers' details are shown to their own company, and to the transport, police and ecology authorities."""


class MayNotFilePlan(NotAllowed):
    """A management plan is filed by the company whose site it is for."""


class MayNotGrantPermit(NotAllowed):
    """Permits are granted and revoked by the ecology authority, entered by it or an administrator."""


class MayNotApply(NotAllowed):
    """Approvals are applied for by the company that sends the waste."""


class MayNotGrantApproval(NotAllowed):
    """Approvals are granted by the ecology authority, entered by it or an administrator."""


class MayNotImportLedger(NotAllowed):
    """A ledger is imported by the company that keeps it."""


class MayNotFileDeclaration(NotAllowed):
    """A declaration is filed by the company it is about."""


class MayNotClassify(NotAllowed):
    """A generator's class is entered by the ecology authority of its city, or by the administrator."""


class StillAtWork(Refusal):
    """The same request is still being worked on; send it again in a moment to get its answer."""

    status = 409


class MayNotSeeNotices(NotAllowed):
    """Notices of marine litter are read by the authorities of both places, their zero-waste offices and auditors."""


class MayNotReportLitter(NotAllowed):
    """Marine litter is reported by the ecology, maritime, resources or urban-management authority of the place."""


class MayNotAnswerNotices(NotAllowed):
    """Notices of marine litter are answered by the ecology or maritime authority of the place that was asked."""


class MayNotEditAccounts(NotAllowed):
    """Accounts are opened, changed and closed by an administrator."""


class MayNotSeeAudit(NotAllowed):
    """The audit log is shown to auditors and administrators."""


class MayNotSeeOperations(NotAllowed):
    """Jobs and the state of the service are shown to an administrator."""


# --- accounts --------------------------------------------------------------------------------------------


class AccountNameTaken(Refusal):
    """There is an account "{name}" already; choose another name."""

    status = 409


class WrongAccountName(Refusal):
    """An account name has 3 to 64 letters, digits, dots, dashes, underscores or @, without spaces."""


class WeakPassword(Refusal):
    """A password has at least {least} characters, at most {most}, and differs from the account name."""


class PasswordNeeded(Refusal):
    """The present password is not right."""


class RoleNeeds(Refusal):
    """The role "{role}" needs {needs}."""


class RoleForbids(Refusal):
    """The role "{role}" has no {surplus}."""


class UnknownCompany(Refusal):
    """There is no organisation or site with this id; register it first."""


class ControlCharacter(Refusal):
    """This text holds a character that cannot be stored (a NUL or another control character); remove it."""
