"""Every page with what it asks of who opens it: the permission walk holds the console to this table, too."""

from tests.house.endpoints import MONTH, PUBLIC, SIGNED_IN, Endpoint

# The pages: who may open them. Posting is the same commands as above, behind the same rights.
CONSOLE: dict[str, Endpoint] = {
    "": Endpoint(SIGNED_IN),
    "/sign-in": Endpoint(PUBLIC),
    "/language/{to}": Endpoint(PUBLIC, "/console/language/en"),
    "/batches": Endpoint("custody:see", mine=True),
    "/batches/new": Endpoint("custody:generate"),
    "/batches/{id}": Endpoint("custody:see", "/console/batches/{batch}", mine=True),
    "/billing": Endpoint("billing:see", mine=True),
    "/billing/{id}": Endpoint("billing:see", "/console/billing/{nothing}"),
    "/stock": Endpoint("batch:weigh", mine=True),
    "/stock/treat": Endpoint("batch:treat", "/console/stock/treat?batch={batch}"),
    "/stock/regroup": Endpoint("batch:regroup", "/console/stock/regroup?batch={batch}"),
    "/stock/transform": Endpoint("batch:treat", "/console/stock/transform?batch={batch}"),
    "/stock/plan": Endpoint("manifest:create"),
    "/declarations": Endpoint("declaration:file"),
    "/declarations/overdue": Endpoint("custody:see", "/console/declarations/overdue"),
    "/declarations/{site}/{duty}/{first}": Endpoint(
        "custody:see", f"/console/declarations/{{factory_site}}/month/{MONTH}-01", mine=True
    ),
    "/ledger": Endpoint("ledger:import", mine=True),
    "/ledger/import": Endpoint("ledger:import"),
    "/manifests": Endpoint("custody:see", mine=True),
    "/manifests/new": Endpoint("manifest:create"),
    "/manifests/receivers": Endpoint("manifest:create"),
    "/manifests/plates": Endpoint("manifest:create", "/console/manifests/plates?fact.carrier={carrier}"),
    "/manifests/{id}": Endpoint("custody:see", "/console/manifests/{manifest}", mine=True),
    "/manifests/{id}/{step}": Endpoint("custody:see", "/console/manifests/{manifest}/carrier_added", mine=True),
    "/corrections": Endpoint("custody:see", mine=True),
    "/notices": Endpoint("notice:see", mine=True),
    "/notices/new": Endpoint("notice:report"),
    "/notices/{id}": Endpoint("notice:see", "/console/notices/{notice}", mine=True),
    "/rounds": Endpoint("custody:see", mine=True),
    "/rounds/new": Endpoint("round:plan"),
    "/rounds/{id}": Endpoint("custody:see", "/console/rounds/{round}", mine=True),
    "/leave": Endpoint("signature:delegate", mine=True),
    "/leave/codes/{site}/shown": Endpoint("signature:delegate", "/console/leave/codes/{factory_site}/shown", mine=True),
    "/approvals": Endpoint("custody:see", mine=True),
    "/devices": Endpoint("device:manage", mine=True),
    "/devices/{id}": Endpoint("device:manage", "/console/devices/{device}", mine=True),
    "/refused-events": Endpoint("refused:settle", mine=True),
    "/refused-events/{subject}/{event}": Endpoint(
        "refused:settle", "/console/refused-events/{refused_subject}/{refused}", mine=True
    ),
    "/approvals/applications/new": Endpoint("approval:apply"),
    "/approvals/{id}": Endpoint("custody:see", "/console/approvals/{nothing}", mine=True),
    "/approvals/applications/{id}": Endpoint("custody:see", "/console/approvals/applications/{application}", mine=True),
    "/road": Endpoint("road:look"),
    "/cases": Endpoint("case:see", mine=True),
    "/cases/live": Endpoint("case:see", "/console/cases/live?seconds=0"),
    "/cases/{id}": Endpoint("case:see", "/console/cases/{case}", mine=True),
    "/companies": Endpoint("company:inspect", mine=True),
    "/companies/{id}": Endpoint("company:inspect", "/console/companies/{plant}", mine=True),
    "/questions": Endpoint("case:answer", mine=True),
    "/messages": Endpoint("message:subscribe"),
    "/rules": Endpoint("case:see", mine=True),
    "/indicator-set": Endpoint("indicator:see"),
    "/statistics": Endpoint("statistic:review"),
    "/capacity": Endpoint("capacity:see"),
    "/carbon": Endpoint("indicator:see"),
    "/indicators": Endpoint("indicator:see"),
    "/indicators/{code}/loads": Endpoint(
        "indicator:see", f"/console/indicators/ZW21-16/loads?city=440300&month={MONTH}", mine=True
    ),
}
