"""The one permission table: role (and department) -> actions. `docs/permissions.md` is generated from here.

A name is `thing:verb`. What a role may do ends at what is its own: `scopes` says whose things it may see, and
each package's `policy` asks whether this load, site or city is the actor's own.
"""

import re
from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from wasteflow.core.i18n import english, text
from wasteflow.people import refusals as no
from wasteflow.people.model import Actor, Department, Role

# Every action with the sentence it is refused with.
ACTIONS: dict[str, type[no.NotAllowed]] = {
    "custody:see": no.MayNotSeeCustody,
    "custody:generate": no.MayNotGenerate,
    "batch:weigh": no.MayNotWeighBatch,
    "batch:keep": no.MayNotKeepStore,
    "batch:label": no.MayNotPrintLabels,
    "batch:treat": no.MayNotTreat,
    "batch:regroup": no.MayNotRegroup,
    "manifest:create": no.MayNotCreateManifest,
    "manifest:sign": no.MayNotSign,
    "manifest:depart": no.MayNotDepart,
    "manifest:receive": no.MayNotReceive,
    "manifest:cancel": no.MayNotCancel,
    "manifest:revise": no.MayNotRevise,
    "signature:delegate": no.MayNotDelegateSignature,
    "ticket:demand": no.MayNotDemandTicket,
    "round:plan": no.MayNotPlanRounds,
    "round:collect": no.MayNotCollect,
    "road:look": no.MayNotLook,
    "road:show": no.MayNotShow,
    "trail:send": no.MayNotSendTrails,
    "trail:look": no.MayNotLookAtTrails,
    "zone:draw": no.MayNotDrawZones,
    "billing:see": no.MayNotSeeBilling,
    "billing:open": no.MayNotOpenBilling,
    "device:manage": no.MayNotManageDevices,
    "refused:settle": no.MayNotSettleRefused,
    "case:see": no.MayNotSeeCases,
    "case:act": no.MayNotActOnCases,
    "case:decide": no.MayNotDecide,
    "case:answer": no.MayNotAnswerCases,
    "company:inspect": no.MayNotInspectCompanies,
    "rule:tune": no.MayNotTuneRules,
    "message:subscribe": no.MayNotSubscribe,
    "indicator:see": no.MayNotSeeIndicators,
    "statistic:enter": no.MayNotEnterStatistics,
    "statistic:review": no.MayNotReviewStatistics,
    "release:see": no.MayNotSeeReleases,
    "release:propose": no.MayNotProposeReleases,
    "release:consent": no.MayNotConsentToReleases,
    "cell:see": no.MayNotSeeCells,
    "cell:apply": no.MayNotApplyForCells,
    "cell:review": no.MayNotReviewCells,
    "capacity:see": no.MayNotSeeCapacity,
    "capacity:offer": no.MayNotOfferCapacity,
    "plastics:see": no.MayNotSeePlastics,
    "battery:see": no.MayNotSeeBatteries,
    "construction:see": no.MayNotSeeBuildingSites,
    "metal:see": no.MayNotSeeHeavyMetals,
    "value:review": no.MayNotReviewValues,
    "value:publish": no.MayNotPublishValues,
    "report:make": no.MayNotMakeReports,
    "report:arrange": no.MayNotArrangeReports,
    "catalog:edit": no.MayNotEditCatalog,
    "place:see": no.MayNotSeePlaces,
    "place:edit": no.MayNotEditPlaces,
    "organisation:register": no.MayNotRegister,
    "fleet:edit": no.MayNotEditFleet,
    "driver:see": no.MayNotSeeDrivers,
    "plan:file": no.MayNotFilePlan,
    "permit:grant": no.MayNotGrantPermit,
    "approval:apply": no.MayNotApply,
    "approval:grant": no.MayNotGrantApproval,
    "ledger:import": no.MayNotImportLedger,
    "declaration:file": no.MayNotFileDeclaration,
    "generator:classify": no.MayNotClassify,
    "notice:see": no.MayNotSeeNotices,
    "notice:report": no.MayNotReportLitter,
    "notice:answer": no.MayNotAnswerNotices,
    "account:edit": no.MayNotEditAccounts,
    "audit:see": no.MayNotSeeAudit,
    "operation:see": no.MayNotSeeOperations,
}


class Alerts(Struct, frozen=True):
    """Which alerts a row speaks of: all conditions must hold; an empty one holds always."""

    rules: tuple[str, ...] = ()  # a letter covers its whole family: W covers W1 ... W7
    streams: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()  # of the waste: HW06
    severity: int = 0  # at least

    def cover(self, rule: str, stream: str | None, category: str | None, severity: int) -> bool:
        """Whether an alert of this rule, stream, category and severity is among them."""
        return (
            (not self.rules or rule in self.rules or rule[:1] in self.rules)
            and (not self.streams or stream in self.streams)
            and (not self.categories or category in self.categories)
            and severity >= self.severity
        )


class Row(Struct, frozen=True):
    """One row of the table: this role (in this department) may do these actions (on these alerts)."""

    role: Role
    actions: frozenset[str]
    department: Department | None = None  # null: in every department
    alerts: Alerts | None = None  # null: the actions are not about alerts, or about all


def _row(role: Role, actions: str, department: Department | None = None, alerts: Alerts | None = None) -> Row:
    return Row(role, frozenset(actions.split()), department, alerts)


def _alerts(rules: str = "", streams: str = "", categories: str = "", severity: int = 0) -> Alerts:
    return Alerts(tuple(rules.split()), tuple(streams.split()), tuple(categories.split()), severity)


REG = Role.REGULATOR
D = Department
EVERYBODY = "place:see"
SEE, ACT, DECIDE = "case:see", "case:see case:act", "case:see case:act case:decide"

TABLE: tuple[Row, ...] = (
    *(_row(role, EVERYBODY) for role in Role),
    *(_row(role, "message:subscribe") for role in Role if role is not Role.DRIVER),  # a driver has the app
    _row(
        Role.GENERATOR,  # receives too: what was turned away comes back
        "custody:see custody:generate batch:weigh batch:keep batch:label batch:treat batch:regroup"
        " manifest:create manifest:sign"
        " manifest:receive manifest:cancel manifest:revise signature:delegate plan:file place:edit"
        " ledger:import declaration:file",
    ),
    *(_row(r, "billing:see billing:open") for r in (Role.GENERATOR, Role.DISPATCHER, Role.INTEGRATOR)),
    *(_row(r, "billing:see") for r in (Role.CITY_OFFICE, Role.AUDITOR, Role.ADMINISTRATOR)),
    *(_row(r, "approval:apply") for r in (Role.GENERATOR, Role.RECEIVER, Role.INTEGRATOR, Role.ADMINISTRATOR)),
    _row(Role.DISPATCHER, "custody:see manifest:sign manifest:depart manifest:revise fleet:edit driver:see place:edit"),
    _row(Role.DRIVER, "custody:see manifest:sign manifest:depart manifest:revise"),
    *(_row(role, "device:manage refused:settle") for role in (Role.DISPATCHER, Role.ADMINISTRATOR)),
    *(_row(r, "case:answer") for r in (Role.GENERATOR, Role.DISPATCHER, Role.RECEIVER, Role.INTEGRATOR)),
    *(_row(role, "road:show") for role in (Role.DISPATCHER, Role.DRIVER)),
    # A telematics provider signs in as an integrator of the carrier's.
    *(_row(role, "trail:send") for role in (Role.DISPATCHER, Role.INTEGRATOR)),
    _row(Role.DISPATCHER, "trail:look"),
    _row(Role.ADMINISTRATOR, "zone:draw"),
    *(_row(role, "round:plan") for role in (Role.DISPATCHER, Role.INTEGRATOR)),
    *(_row(role, "round:collect") for role in (Role.DISPATCHER, Role.DRIVER, Role.INTEGRATOR)),
    _row(
        Role.RECEIVER,
        "custody:see custody:generate batch:weigh batch:keep batch:label batch:treat batch:regroup"
        " manifest:create manifest:sign"
        " manifest:receive manifest:cancel manifest:revise signature:delegate plan:file place:edit"
        " ledger:import declaration:file",
    ),
    _row(
        Role.INTEGRATOR,
        "custody:see custody:generate batch:weigh batch:keep batch:label batch:treat batch:regroup"
        " manifest:create manifest:sign"
        " manifest:depart manifest:receive manifest:cancel manifest:revise plan:file ledger:import declaration:file",
    ),
    _row(
        Role.CITY_OFFICE,
        "custody:see indicator:see report:make report:arrange statistic:enter statistic:review value:review"
        " value:publish",
    ),
    _row(Role.CITY_OFFICE, SEE),
    _row(Role.AUDITOR, "custody:see indicator:see report:make driver:see audit:see"),
    _row(Role.AUDITOR, SEE),
    # Inspectors look into a company as a whole, and at the list of loads that stand apart; each look is written down.
    _row(Role.AUDITOR, "company:inspect"),
    *(
        _row(REG, "company:inspect", d)
        for d in (D.ECOLOGY, D.TRANSPORT, D.POLICE, D.EMERGENCY, D.HEALTH, D.CONSTRUCTION, D.MARITIME, D.CUSTOMS)
    ),
    _row(
        Role.ADMINISTRATOR,
        "custody:see indicator:see driver:see catalog:edit organisation:register place:edit fleet:edit plan:file"
        " permit:grant approval:grant generator:classify account:edit audit:see operation:see",
    ),
    _row(Role.ADMINISTRATOR, SEE),
    *(_row(r, "capacity:see") for r in (Role.CITY_OFFICE, Role.AUDITOR, Role.ADMINISTRATOR)),
    *(_row(r, "cell:see cell:apply") for r in (Role.GENERATOR, Role.RECEIVER)),
    _row(Role.CITY_OFFICE, "cell:see cell:apply cell:review release:see release:propose"),
    *(_row(r, "release:see") for r in (Role.AUDITOR, Role.ADMINISTRATOR)),
    *(_row(r, "cell:see") for r in (Role.AUDITOR, Role.ADMINISTRATOR)),
    *(_row(r, "capacity:offer") for r in (Role.RECEIVER, Role.INTEGRATOR)),
    # Chains: for the departments that answer for what is in them. Marine litter's goes with its notices.
    *(
        _row(role, "plastics:see battery:see construction:see metal:see")
        for role in (Role.CITY_OFFICE, Role.AUDITOR, Role.ADMINISTRATOR)
    ),
    _row(REG, "plastics:see battery:see construction:see metal:see", D.ECOLOGY),
    _row(REG, "plastics:see battery:see", D.INDUSTRY),
    _row(REG, "plastics:see metal:see", D.RESOURCES),  # farm film; soil and water
    _row(REG, "plastics:see construction:see", D.CONSTRUCTION),
    _row(REG, "metal:see", D.HEALTH),
    _row(REG, "metal:see", D.EMERGENCY),
    # Regulators: department x alert kind x right.
    _row(REG, "indicator:see"),
    _row(
        REG,
        "custody:see report:make report:arrange driver:see organisation:register place:edit permit:grant approval:grant"
        " generator:classify",
        D.ECOLOGY,
    ),
    _row(REG, "capacity:see cell:see cell:review release:see release:consent", D.ECOLOGY),
    # a second person, where the office has but one
    _row(REG, "statistic:review value:review value:publish", D.ECOLOGY),
    _row(REG, "ticket:demand billing:see", D.ECOLOGY),
    _row(REG, "ticket:demand", D.HEALTH),
    _row(REG, "billing:see", D.CONSTRUCTION),
    _row(REG, DECIDE, D.ECOLOGY, _alerts("W T Q C M G")),
    _row(REG, DECIDE, D.ECOLOGY, _alerts("R8")),  # a load without papers is an offence against waste law
    _row(REG, ACT, D.ECOLOGY),
    _row(REG, "rule:tune", D.ECOLOGY),
    # Marine litter: who watches shore and water reports; who may look for its source answers.
    *(_row(REG, "notice:see notice:report", d) for d in (D.ECOLOGY, D.MARITIME, D.RESOURCES, D.CONSTRUCTION)),
    *(_row(REG, "notice:answer", d) for d in (D.ECOLOGY, D.MARITIME)),
    # Control on the road: whoever may stop a vehicle, or receives it at a border, a port or a building site's gate.
    *(
        _row(REG, "road:look", d)
        for d in (D.ECOLOGY, D.TRANSPORT, D.POLICE, D.EMERGENCY, D.HEALTH, D.CONSTRUCTION, D.MARITIME, D.CUSTOMS)
    ),
    # Where vehicles were: who decides on what a trail shows. Where they may be: who closes roads, keeps waters.
    *(_row(REG, "trail:look", d) for d in (D.ECOLOGY, D.TRANSPORT, D.POLICE, D.CONSTRUCTION, D.MARITIME)),
    *(_row(REG, "zone:draw", d) for d in (D.ECOLOGY, D.TRANSPORT, D.POLICE, D.MARITIME, D.RESOURCES)),
    *(_row(role, "notice:see") for role in (Role.CITY_OFFICE, Role.AUDITOR, Role.ADMINISTRATOR)),
    _row(REG, "custody:see driver:see", D.TRANSPORT),
    _row(REG, DECIDE, D.TRANSPORT, _alerts("W7 R1 R2 R4 R6 R7 Q4")),
    _row(REG, "custody:see driver:see", D.POLICE),
    _row(REG, DECIDE, D.POLICE, _alerts("R2 R3 R4 R5 C3")),
    _row(REG, DECIDE, D.POLICE, _alerts(severity=4)),
    _row(REG, "custody:see", D.EMERGENCY),
    _row(REG, DECIDE, D.EMERGENCY, _alerts("Q2 T3")),
    _row(REG, DECIDE, D.EMERGENCY, _alerts(categories="HW15 HW06 HW08")),
    _row(REG, "custody:see", D.HEALTH),
    _row(REG, DECIDE, D.HEALTH, _alerts("T3 C2", streams="medical")),
    _row(REG, DECIDE, D.HEALTH, _alerts("G4")),
    _row(REG, "custody:see", D.CONSTRUCTION),
    _row(
        REG,
        DECIDE,
        D.CONSTRUCTION,
        _alerts("R5 R8 C2", streams="construction spoil slurry hk_construction kitchen household"),
    ),
    _row(REG, "custody:see", D.MARITIME),
    _row(REG, DECIDE, D.MARITIME, _alerts("R9")),
    _row(REG, DECIDE, D.MARITIME, _alerts(streams="marine_litter")),
    _row(REG, "custody:see", D.CUSTOMS),
    _row(REG, DECIDE, D.CUSTOMS, _alerts("Q5")),
    _row(REG, DECIDE, D.MARKET, _alerts("W5 G2 G3")),
    _row(REG, SEE, D.INDUSTRY, _alerts(streams="traction_battery")),
    _row(REG, ACT, D.RESOURCES, _alerts("R3")),
    _row(REG, ACT, D.RESOURCES, _alerts(streams="sludge farm_film agricultural")),
    _row(REG, SEE, D.JUSTICE, _alerts(severity=4)),
)


@cache
def rows(role: Role, department: Department | None, action: str) -> tuple[Row, ...]:
    """The rows that give `action`. Raises KeyError for an action the table does not know."""
    ACTIONS[action]
    return tuple(
        row for row in TABLE if row.role == role and action in row.actions and row.department in (None, department)
    )


def allowed(actor: Actor, action: str) -> bool:
    """Whether the actor's role may do this at all."""
    return bool(rows(actor.role, actor.department, action))


def require(actor: Actor, action: str) -> None:
    """Raises the action's refusal (403) where the actor's role may not do it."""
    if not allowed(actor, action):
        raise ACTIONS[action]()


def allowed_case(
    actor: Actor, action: str, *, rule: str, severity: int, stream: str | None = None, category: str | None = None
) -> bool:
    """Whether the actor may do this with a case that has an alert of this kind (rule as W1, severity 1 to 4)."""
    return any(
        row.alerts is None or row.alerts.cover(rule, stream, category, severity)
        for row in rows(actor.role, actor.department, action)
    )


def require_case(
    actor: Actor, action: str, *, rule: str, severity: int, stream: str | None = None, category: str | None = None
) -> None:
    """Raises the action's refusal (403) where the actor may not do it with a case that has an alert of this kind."""
    if not allowed_case(actor, action, rule=rule, severity=severity, stream=stream, category=category):
        raise ACTIONS[action]()


def alerts_of(actor: Actor, action: str = "case:see") -> tuple[Alerts, ...] | None:
    """The kinds of alert the actor may do this with, for a list's filter; null: all, empty: none."""
    found = rows(actor.role, actor.department, action)
    if any(row.alerts is None for row in found):
        return None
    return tuple(row.alerts for row in found if row.alerts is not None)


def scopes(actor: Actor) -> list[str] | None:
    """Whose things the actor may see, as written in `reach`; null: everybody's."""
    if actor.role in (Role.AUDITOR, Role.ADMINISTRATOR):
        return None
    if actor.org is not None:
        return [f"org:{actor.org}"]
    if actor.city is not None:
        return [f"province:{actor.city}" if actor.whole_province else f"city:{actor.city}"]
    return []


def actions_of(actor: Actor) -> list[str]:
    """All the actor's role may do, in the table's order."""
    return [action for action in ACTIONS if allowed(actor, action)]


# --- the page docs/permissions.md --------------------------------------------------------------------------


def _list(words: Iterable[str]) -> str:
    return ", ".join(f"`{w}`" for w in words)


def _speaks_of(alerts: Alerts | None) -> str:
    if alerts is None:
        return "all"
    parts = [", ".join(alerts.rules), ", ".join(alerts.streams), ", ".join(alerts.categories)]
    said = " of ".join(p for p in parts if p)
    return said + (f" severity {alerts.severity}" if alerts.severity else "")


def permissions_markdown() -> str:
    """The page about rights, made from the table."""
    name = {role: text(f"words.role.{role}", "en") for role in Role}
    lines = [
        "# Who may do what",
        "",
        "Generated from `wasteflow/people/permissions.py`; edit the table there.",
        "",
        "A role may act on what is its own: companies on their own loads and sites, authorities and zero-waste",
        "offices within their city (or the whole province), auditors and administrators look at everything.",
        "An authority's rights on cases depend on its department and the alerts in them; see the second table.",
        "",
        "| Action | " + " | ".join(name.values()) + " |",
        "| --- |" + " :-: |" * len(name),
    ]
    for action in ACTIONS:
        cells = (_cell(role, action) for role in Role)
        lines.append(f"| `{action}` | " + " | ".join(cells) + " |")
    lines += ["", "● always · ◐ by department", "", "## Departments", ""]
    lines += ["| Department | May | Alerts it speaks of |", "| --- | --- | --- |"]
    for row in TABLE:
        if row.department is not None:
            about = _speaks_of(row.alerts) if any(a.startswith("case:") for a in row.actions) else ""
            ordered = [a for a in ACTIONS if a in row.actions]
            lines.append(f"| {text(f'words.department.{row.department}', 'en')} | {_list(ordered)} | {about} |")
    lines += ["", "A letter is a family of rules (W covers W1 to W7); `severity 4` means that or more.", ""]
    lines += ["## How it is refused", "", "| Action | Code | Sentence |", "| --- | --- | --- |"]
    lines += [f"| `{action}` | `{cls.code}` | {english(cls)} |" for action, cls in ACTIONS.items()]
    return "\n".join(lines) + "\n"


def _cell(role: Role, action: str) -> str:
    given = [row for row in TABLE if row.role == role and action in row.actions]
    if not given:
        return ""
    return "●" if any(row.department is None for row in given) else "◐"


_NAME = re.compile(r"[a-z]+:[a-z]+")
assert all(_NAME.fullmatch(action) for action in ACTIONS)
assert all(row.actions <= ACTIONS.keys() for row in TABLE)
