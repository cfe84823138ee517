"""A load that is not what its manifest says, in Guangdong and elsewhere."""

from decimal import Decimal

from manifests.life import events as e
from manifests.life.model import Difference, Differs
from tests.stories.borders import plant, works
from tests.stories.story import Step, Story, Tale, chain, fills, leaves, records, sees

TREATED = "cn_utilisation:R4"
LIQUID = e.DifferenceFound((Difference(Differs.FORM, "桶内为液体，联单写半固态", 1),))
REMARK = e.RevisionRequested("形态写错", remark="实为液态")


GUANGDONG = Story(
    "Not what the manifest says, in Guangdong",
    "The gatekeeper opens a drum and finds a liquid where the manifest says sludge. Guangdong forbids to accept what"
    " differs from its manifest. Two ways are open: all who signed agree to a correction, or the plant refuses.",
    (
        fills("1000"),
        *leaves(),
        Step("gate", "states what was found.", records("load", LIQUID)),
        Step(
            "gate",
            "cannot accept it all the same; the answer names article 40.",
            records("load", e.Accepted(), status=422, code="may_not_be_accepted"),
        ),
        Step("clerk", "reads what was found and asks all to agree to a correction.", records("load", REMARK)),
        Step("driver", "agrees.", records("load", e.RevisionApproved())),
        Step("gate", "agrees.", records("load", e.RevisionApproved())),
        Step("gate", "accepts the load: the manifest says what it is.", records("load", e.Accepted())),
        Step(
            "regulator",
            "reads all of it in the chain.",
            chain(
                "/manifests/{load}/chain",
                "created", "published", "signed", "departed", "arrived", "difference_found",
                "revision_requested", "revision_approved", "revision_approved", "accepted",
            ),
        ),
    ),
)  # fmt: skip


AT_LOADING = Story(
    "Not what the manifest says, at loading",
    "The driver counts the drums before he loads: one more than the manifest names. In Guangdong a carrier must not"
    " carry that. He states it, the works takes the drum away, and he leaves.",
    (
        fills("1000"),
        Step("clerk", "draws up the manifest.", records("load", lambda t: t.bay.load(t.things["drum"]))),
        Step("clerk", "publishes it.", records("load", e.Published())),
        Step("clerk", "signs.", records("load", e.Signed(name="李姐"))),
        Step(
            "driver",
            "states one drum too many.",
            records("load", e.DifferenceFound((Difference(Differs.PACKAGES, "两桶，联单一桶", 1),))),
        ),
        Step(
            "driver",
            "cannot leave with it.",
            records("load", e.Departed(plate="粤B12345", driver="王师傅"), status=422, code="may_not_be_carried"),
        ),
        Step("driver", "states that nothing differs any more.", records("load", e.DifferenceFound())),
        Step("driver", "leaves.", records("load", e.Departed(plate="粤B12345", driver="王师傅"))),
    ),
)


def _guangxi_drum(tale: Tale) -> e.AnyEvent:
    return tale.bay.drum("500", site=tale.things["origin"])


def _guangxi_load(tale: Tale) -> e.AnyEvent:
    return tale.bay.load(tale.things["drum"], consignor_site=tale.things["origin"], consignee_site=tale.things["far"])


NATIONAL = Story(
    "Not what the manifest says, elsewhere",
    "Between two cities of Guangxi the national rule holds: the consignee tells what differs, decides, and the"
    " authority of the receiving place learns of it. It may accept.",
    (
        Step("wasteflow", "knows a works in Nanning.", works("origin", "450100", "覃文员")),
        Step("wasteflow", "knows a plant in Liuzhou.", plant("far", "450200", "韦磅房")),
        Step("origin_clerk", "fills a drum.", records("drum", _guangxi_drum)),
        Step("origin_clerk", "draws up a manifest.", records("load", _guangxi_load, warns="not_in_plan")),
        Step("origin_clerk", "publishes it.", records("load", e.Published())),
        Step("origin_clerk", "signs.", records("load", e.Signed(name="覃文员"))),
        Step("driver", "leaves.", records("load", e.Departed(plate="粤B12345", driver="王师傅"))),
        Step("driver", "arrives.", records("load", e.Arrived())),
        Step("far_gate", "states what was found.", records("load", LIQUID)),
        Step("far_gate", "accepts it, and is told of the report.",
             records("load", e.Accepted(), warns="differs_from_manifest")),
        Step("far_gate", "recovers it.", records("drum", e.Treated(TREATED, Decimal(500)))),
        Step("origin_clerk", "finds the manifest closed.", sees("/manifests/{load}", status="closed")),
    ),
)  # fmt: skip

MISMATCH = (GUANGDONG, AT_LOADING, NATIONAL)
