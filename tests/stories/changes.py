"""Stories of what is put right after a signature."""

from manifests.life import events as e
from tests.stories.story import Step, Story, Tale, chain, fills, leaves, records, sees

RIGHT = e.RevisionRequested("车牌写错", plate="粤B54321", lines=(e.LineRevised(1, packages=2),))


async def _changed(tale: Tale, who: str) -> None:
    load = await tale.get(who, "/manifests/{load}")
    (line,), (correction,) = load["lines"], load["corrections"]
    assert (load["carriers"][-1]["plate"], line["packages"], load["revision"]) == ("粤B54321", 2, None)
    assert [(c["field"], c["before"], c["after"]) for c in correction["changes"]] == [
        ("plate", "粤B12345", "粤B54321"),
        ("packages", 1, 2),
    ]
    assert correction["due"] > correction["at"]


REVISED = Story(
    "A correction that all agree to",
    "The plate and the number of packages stand wrongly on a manifest that is signed and under way. The consignor asks"
    " for a change; carrier and plant are asked, and only when both have agreed it is made. What stood there before is"
    " kept. While one change waits nobody can ask for another.",
    (
        fills("1000"),
        *leaves(),
        Step("clerk", "asks for the change, with the reason.", records("load", RIGHT)),
        Step("gate", "cannot ask for another meanwhile.", records("load", RIGHT, status=409, code="revision_open")),
        Step("clerk", "cannot agree herself.", records("load", e.RevisionApproved(), status=403, code="not_your_step")),
        Step("driver", "agrees for the carrier.", records("load", e.RevisionApproved())),
        Step(
            "driver",
            "agrees once more and is told so.",
            records("load", e.RevisionApproved(), status=409, code="approved_already"),
        ),
        Step("gate", "agrees for the plant; the change is made.", records("load", e.RevisionApproved())),
        Step("clerk", "sees what stands now and what stood before.", _changed),
        Step(
            "clerk",
            "sees both in the chain.",
            chain(
                "/manifests/{load}/chain",
                "created",
                "published",
                "signed",
                "departed",
                "arrived",
                "revision_requested",
                "revision_approved",
                "revision_approved",
            ),
        ),
    ),
)

NOT_AGREED = Story(
    "A correction that one refuses",
    "One party that does not agree ends it: nothing changes, and a new request may follow, or be taken back.",
    (
        fills("1000"),
        *leaves(),
        Step("clerk", "asks for the change.", records("load", RIGHT)),
        Step("gate", "does not agree.", records("load", e.RevisionRefused("实际两车"))),
        Step(
            "driver",
            "finds nothing to agree to.",
            records("load", e.RevisionApproved(), status=409, code="no_revision_open"),
        ),
        Step("driver", "asks himself.", records("load", RIGHT)),
        Step("driver", "takes it back.", records("load", e.RevisionWithdrawn())),
        Step(
            "driver",
            "asks for what stands there anyway.",
            records("load", e.RevisionRequested("", plate="粤B12345"), status=422, code="nothing_to_revise"),
        ),
        Step("clerk", "sees the manifest as it was.", sees("/manifests/{load}", status="arrived", corrections=[])),
    ),
)

CHANGES = (REVISED, NOT_AGREED)
