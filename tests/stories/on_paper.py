"""Stories of papers that are held by people who are not here."""

from decimal import Decimal

from manifests.life import events as e
from tests.stories.story import Act, Step, Story, Tale, fills, leaves, records

TREATED = "cn_utilisation:R4"


def prints(name: str) -> Act:
    """Print the custody certificate of the drum and keep the file."""

    async def act(tale: Tale, who: str) -> None:
        path = f"/batches/{tale.things['drum']}/custody.pdf?language=en"
        answer = await tale.client.get(path, headers=await tale.headers(who))
        assert answer.status_code == 200, answer.text
        tale.sent[name] = answer.content

    return act


def holds(name: str, verdict: str, *, altered: bool = False) -> Act:
    """Anybody asks of a file what it is."""

    async def act(tale: Tale, who: str) -> None:
        del who
        content = bytearray(tale.sent[name])
        if altered:
            content[len(content) // 2] ^= 1
        answer = await tale.client.post("/verification", files={"file": ("paper.pdf", bytes(content))})
        assert answer.json()["verdict"] == verdict, answer.text

    return act


async def _stranger(tale: Tale, who: str) -> None:
    path = f"/batches/{tale.things['drum']}/custody.pdf"
    assert (await tale.client.get(path, headers=await tale.headers(who))).status_code == 404


ON_PAPER = (
    Story(
        "A drum's whole chain on one paper",
        "A buyer of recovered copper wants to know what it was made of. The works hands over the custody certificate of"
        " a drum: every act with who, where, when and how heavy. The buyer has no account here, and"
        " need not believe the works: the file says by itself whether it is ours, unchanged, and the newest.",
        (
            fills("118.5"),
            *leaves(),
            Step("gate", "accepts it.", records("load", e.Accepted())),
            Step(
                "clerk",
                "prints the certificate; the drum is not at its end yet.",
                prints("early"),
            ),
            Step("buyer", "asks of the file: genuine.", holds("early", "genuine")),
            Step("gate", "recovers the metal.", records("drum", e.Treated(TREATED, Decimal("118.5")))),
            Step("buyer", "asks again; as long as no newer one was printed, it is genuine.", holds("early", "genuine")),
            Step("clerk", "prints it anew.", prints("late")),
            Step("buyer", "holds the new one: genuine.", holds("late", "genuine")),
            Step("buyer", "asks of the old one: superseded.", holds("early", "superseded")),
            Step("buyer", "has a copy with one byte changed: altered.", holds("late", "altered", altered=True)),
            Step("outsider", "cannot print it: to another works this drum does not exist.", _stranger),
        ),
    ),
)
