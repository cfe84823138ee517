"""An event of each kind, as a client sends it."""

from typing import Any

from manifests.life.events import AnyEvent
from manifests.life.lifecycle import PROPOSABLE
from tests.house.endpoints.model import CODE
from wasteflow.core import clock

# `POST /custody/events` asks for the right of each kind of event; here each kind is an endpoint of its own.
_PARTS = {"reason": "?", "lines": [{"line": 1, "kg": "900", "refused_kg": "1"}]}
FACTS: dict[str, tuple[str, dict[str, Any]]] = {
    "generated": (
        "new",
        {
            "site": "{factory_site}",
            "stream": "hazardous",
            "code": {**CODE, "edition": "2021"},
            "name": "电镀污泥",
            "form": "semi_solid",
            "weight": {"kg": "100", "basis": "weighed"},
            "container": {"kind": "drum", "litres": "200"},
        },
    ),
    "moved": ("spare_batch", {"place": "2号库"}),
    "relabelled": ("spare_batch", {"reason": "标签被腐蚀"}),
    "reweighed": ("spare_batch", {"weight": {"kg": "900", "basis": "weighed"}}),
    "treated": ("spare_batch", {"method": "cn_utilisation:R4", "kg": "1"}),
    "lost": ("spare_batch", {"kg": "1", "how": "leaked", "reason": "?"}),
    "regrouped": (
        "new",
        {
            "site": "{factory_site}",
            "inputs": [{"batch": "{spare_batch}", "kg": "1"}],
            "outputs": [{"weight": {"kg": "1", "basis": "weighed"}, "container": {"kind": "drum"}}],
        },
    ),
    "transformed": (
        "new",
        {
            "site": "{factory_site}",
            "method": "cn_utilisation:R4",
            "inputs": [{"batch": "{spare_batch}", "kg": "1"}],
            "outputs": [
                {
                    "stream": "hazardous",
                    "code": {**CODE, "edition": "2021"},
                    "name": "滤渣",
                    "form": "solid",
                    "weight": {"kg": "1", "basis": "weighed"},
                    "container": {"kind": "bag"},
                }
            ],
        },
    ),
    "ungrouped": ("spare_batch", {}),
    "created": (
        "new",
        {
            "consignor_site": "{factory_site}",
            "consignee_site": "{plant_site}",
            "carrier": "{carrier}",
            "lines": [{"batch": "{spare_batch}", "method": "cn_utilisation:R4"}],
        },
    ),
    "published": ("manifest", {}),
    "number_given": ("manifest", {"scheme": "gd_provincial", "number": "GD-000001"}),
    "amended": ("manifest", {"remark": "?"}),
    "signed": ("manifest", {"name": "?"}),
    "departed": ("manifest", {"plate": "粤B12345"}),
    "handed_over": ("manifest", {"plate": "粤B12345"}),
    "given_over": ("manifest", {"plate": "粤B12345"}),
    "carrier_added": ("manifest", {"carrier": "{carrier}"}),
    "stop_added": ("manifest", {"site": "{plant_site}"}),
    "load_lost": ("manifest", {"how": "burnt", "reason": "?"}),
    "stop_dropped": ("manifest", {"reason": "?"}),
    "stopped": ("manifest", {}),
    "stop_weighed": ("manifest", {"lines": [{"line": 1, "kg": "900"}]}),
    "resealed": ("manifest", {"seal": "?"}),
    "resumed": ("manifest", {"plate": "粤B12345"}),
    "arrived": ("manifest", {}),
    "weighed": ("manifest", {"lines": [{"line": 1, "kg": "900"}]}),
    "accepted": ("manifest", {}),
    "partly_accepted": ("manifest", {"reason": "?", "lines": [{"line": 1, "refused_kg": "1"}]}),
    "refused": ("manifest", {"reason": "?"}),
    "difference_found": ("manifest", {"differences": [{"kind": "form", "found": "?", "line": 1}]}),
    "receipt_certified": ("manifest", {"name": "?"}),
    "completion_certified": ("manifest", {"name": "?"}),
    "take_back_started": ("manifest", {"reason": "illegal", "said": "?"}),
    "cancelled": ("manifest", {"reason": "?"}),
    "revision_requested": ("manifest", {"reason": "?", "remark": "?"}),
    "revision_approved": ("manifest", {}),
    "revision_refused": ("manifest", {"reason": "?"}),
    "revision_withdrawn": ("manifest", {}),
    "ticket_noted": ("manifest", {"paper_ticket": "A-0001"}),
}
assert FACTS.keys() == PROPOSABLE, AnyEvent


def proposal(kind: str) -> dict[str, Any]:
    """An event of this kind as a client sends it, its names to be filled in."""
    subject, fact = FACTS[kind]
    sent = {"id": "{event}", "occurred_at": clock.now().isoformat(), "fact": {"kind": kind, **fact}}
    return sent if subject == "new" else {**sent, "subject": f"{{{subject}}}"}
