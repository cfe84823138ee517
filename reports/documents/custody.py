"""Custody certificate of a batch: its whole chain, from where it was made to its final treatment.

Every act says who did it, where, when it is declared to have happened and when the server received it, and the weight
with what it rests on. Batches it was put together from, taken out of or went into stand beside it under a letter of
their own. The last part lists, act by act, the digest and the key that each can be checked by. The facts come from
the chain that the console draws (`wasteflow.web.papers`); batches its reader may not see are counted, not shown.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec
from msgspec import Struct

from manifests.life import volumes
from manifests.life.model import Weight
from reports import figures
from reports.model import Names
from reports.page import ACCENT, CONTEXT, INK, MARGIN, PAPER, QUIET, SEVERITY, Page, Paper, wrap
from reports.proof.model import Issue, PaperFacts, numbered
from reports.proof.strip import strip
from reports.sheets import Sheets
from reports.table import Column
from wasteflow.catalog.book import Book
from wasteflow.core.i18n import text

_HOLDERS = (ACCENT, SEVERITY["info"], SEVERITY["warn"], CONTEXT)  # maker, carrier, receiver, storer


class Note(Struct, frozen=True):
    """What an act hangs together with: a sentence of `console.related` with its kilograms and its batch."""

    key: str
    kg: Decimal | None = None
    name: str = ""
    batch: UUID | None = None


class Act(Struct, frozen=True):
    """One recorded fact."""

    event: UUID
    kind: str
    at: datetime
    received_at: datetime
    sha256: str  # of the event as it was proposed
    person: str = ""
    org: str = ""
    city: Names = {}
    site: str = ""
    part: int = 0  # whose part: maker, carrier, receiver, storer
    holder: str = ""  # who holds it from then on, where that changes
    flag: str = ""  # what is odd
    weight: Weight | None = None
    change: Decimal | None = None
    percent: Decimal | None = None
    left: Decimal | None = None
    refused: Decimal | None = None  # kilograms that went another way
    details: tuple[tuple[str, Names], ...] = ()
    notes: tuple[Note, ...] = ()
    signed: str = ""  # the box, or how somebody signed for who was not there
    signed_by: tuple[str, str, str] = ("", "", "")  # company, person, absent party
    device: str = ""
    kid: str = ""
    counter: int = 0
    link: str = ""  # how it hangs on what the device signed before


class Life(Struct, frozen=True):
    """One batch with its acts."""

    batch: UUID
    relation: str  # itself, before, after
    name: str
    code: str
    category: Names
    digital_code: str
    status: str
    began: Weight  # what it held when it came to be: by being made, put together, split off or left behind
    treated: Decimal
    acts: tuple[Act, ...]
    cut: bool = False  # of an earlier batch: its own further way is left out


class Custody(PaperFacts, frozen=True):
    """All the certificate rests on; lives in the order in which they are read."""

    about: UUID
    lives: tuple[Life, ...]
    watermark: int  # acts counted
    public_url: str
    hidden: int = 0  # batches of the chain that the reader may not see, or that are too many
    reader: str = ""  # whose sight it is: a company, a city, all
    form: int = 1

    @property
    def life(self) -> Life:
        """That of the batch itself."""
        return next(one for one in self.lives if one.batch == self.about)


def load(
    book: Book, about: UUID, lives: Sequence[Life], *, public_url: str, hidden: int = 0, reader: str = ""
) -> Custody:
    """The certificate of a batch, with the names that methods have in the catalogue."""
    named = tuple(msgspec.structs.replace(x, acts=tuple(_named(book, act) for act in x.acts)) for x in lives)
    return Custody(about, named, sum(len(x.acts) for x in named), public_url, hidden, reader)


def _named(book: Book, act: Act) -> Act:
    return msgspec.structs.replace(act, details=tuple((word, _method(book, word, said)) for word, said in act.details))


def _method(book: Book, word: str, said: Names) -> Names:
    if word != "method":
        return said
    known = book.treatment(next(iter(said.values()), ""))
    return {language: f"{known.code} {name}" for language, name in known.names.items()} if known else said


def issue(facts: Custody, language: str) -> Issue:
    """Its place in the archive: a later one takes the place of what the same reader had; others see another chain."""
    life = facts.life
    number = numbered("CC", life.digital_code or life.batch.hex[-12:].upper(), language, facts.digest)
    reader = hashlib.sha256(facts.reader.encode()).hexdigest()[:16]
    return Issue(
        "custody", f"custody:{facts.about}:{reader}:{language}", number, language, facts.digest, facts.watermark
    )


def draw(facts: Custody, language: str) -> bytes:
    """The certificate as a PDF."""
    return _Drawn(facts, language).render()


_TIMES, _LINE, _WEIGHTS = 36.0, 40.0, 40.0  # widths: of the times, where the line runs, of the weights


class _Drawn:
    def __init__(self, facts: Custody, language: str) -> None:
        self.facts, self.language = facts, language
        issued = issue(facts, language)
        title = self.say("title")
        rests = self.say("rests", count=facts.watermark)
        head = (title, "", issued.number)
        foot = strip(issued, rests, facts.public_url)
        self.sheets = Sheets(
            Paper(f"{title} {facts.life.name} {facts.life.code}", language, head, number=issued.number, foot=foot)
        )
        self.letters = {life.batch: _letter(n) for n, life in enumerate(facts.lives)}

    def render(self) -> bytes:
        self._head()
        if len(self.facts.lives) > 1 or self.facts.hidden:
            self._family()
        for life in self.facts.lives:
            self._life(life)
        self._proof()
        return self.sheets.paper.render()

    # --- words -------------------------------------------------------------------------------------------

    def say(self, key: str, **facts: object) -> str:
        return text(f"reports.custody.{key}", self.language, **facts)

    def chain(self, key: str, **facts: object) -> str:
        """The words the console has for the same."""
        return text(f"console.{key}", self.language, **facts)

    def kg(self, kg: Decimal) -> str:
        return figures.kilograms(kg, self.language)

    def weight(self, weight: Weight) -> str:
        said = f"{self.kg(weight.kg)} {text(f'words.basis.{weight.basis}', self.language)}"
        return f"{said} ({volumes.written(weight.volume, self.language)})" if weight.volume else said

    def minute(self, at: datetime) -> str:
        return figures.minute(at, self.language)

    def status(self, life: Life) -> str:
        return text(f"words.batch_status.{life.status}", self.language)

    # --- parts -------------------------------------------------------------------------------------------

    def _head(self) -> None:
        sheets, life = self.sheets, self.facts.life
        page = sheets.page
        page.rect(0, 0, page.width, 6, fill=ACCENT)
        page.text(sheets.left, sheets.y, self.say("title"), size=12, colour=QUIET)
        page.text(page.width - MARGIN, sheets.y, "wasteflow", size=12, bold=True, colour=ACCENT, align="right")
        sheets.gap(11)
        sheets.paragraph(f"{life.name} {life.code}", size=20, bold=True, leading=9)
        ended = life.treated >= life.began.kg
        key = "lost" if life.status == "lost" else "ended" if ended and life.status == "treated" else "open"
        sheets.paragraph(
            self.say(key, treated=self.kg(life.treated), made=self.kg(life.began.kg), status=self.status(life)),
            size=12,
            bold=True,
            leading=7,
        )
        sheets.gap(3)
        made = life.acts[0]
        sheets.fields(
            [
                (self.say("fields.code"), life.digital_code or str(life.batch)),
                (self.say("fields.category"), life.category.get(self.language, "")),
                (self.say("fields.made"), f"{self.weight(life.began)} · {self.minute(made.at)}"),
                (self.say("fields.maker"), " · ".join(filter(None, (made.org, made.site, self._city(made))))),
            ]
        )
        sheets.gap(2)
        sheets.paragraph(self.say("meaning"), size=9, leading=5, quiet=True)
        sheets.gap(4)

    def _family(self) -> None:
        sheets = self.sheets
        sheets.heading(self.say("family"), self.say("family_of"), keep=24)
        rows = [
            [
                self.letters[x.batch], self.say(f"relation.{x.relation}"), f"{x.name} {x.code}",
                self.weight(x.began), self.kg(x.treated), self.status(x),
            ]
            for x in self.facts.lives
        ]  # fmt: skip
        names = ("letter", "relation", "waste", "made", "treated", "status")
        widths = (14.0, 30.0, 0.0, 34.0, 24.0, 26.0)
        aligns = ("left", "left", "left", "right", "right", "left")
        titles = [self.say(f"columns.{name}") for name in names]
        sheets.grid([Column(*one) for one in zip(titles, widths, aligns, strict=True)], rows)  # type: ignore[arg-type]
        if self.facts.hidden:
            sheets.paragraph(self.say("hidden", count=self.facts.hidden), size=9, leading=5, quiet=True)
        sheets.gap(4)

    def _life(self, life: Life) -> None:
        letter = self.letters[life.batch]
        title = self.say("chain_of", letter=letter, name=life.name, code=life.code)
        code = life.digital_code or str(life.batch)
        self.sheets.heading(title, f"{self.say(f'relation.{life.relation}')} · {code}", keep=40)
        for n, act in enumerate(life.acts, 1):
            self._act(act, f"{letter}{n}", last=n == len(life.acts) and not life.cut)
        if life.cut:
            self.sheets.paragraph(self.say("cut"), size=9, leading=5, quiet=True, indent=_LINE + 5)
        self.sheets.gap(3)

    def _act(self, act: Act, name: str, *, last: bool) -> None:
        """Times at the left, the line with its node, what happened, the weight at the right."""
        sheets = self.sheets
        room = sheets.wide - _LINE - 6 - _WEIGHTS
        times = wrap(self.minute(act.at), _TIMES, size=8.5, bold=True)
        received = wrap(self.chain("chain.received", at=self.minute(act.received_at)), _TIMES, size=7.5)
        lines = [(line, size) for said, size in self._lines(act) for line in wrap(said, room, size=size)]
        weights = self._weights(act)
        holder = wrap(self.chain("chain.holder", name=act.holder), room, size=8.5, bold=True) if act.holder else []
        tall = 4.4 * max(len(times) + len(received), 1 + len(lines) + len(holder), len(weights)) + 3.5
        sheets.room(tall)
        page, y, x = sheets.page, sheets.y, sheets.left
        if not last:
            colour = _HOLDERS[act.part]
            page.line(x + _LINE, y - 1.5, x + _LINE, min(y + tall, sheets.floor) - 1.5, width=0.9, colour=colour)
        self._node(page, x + _LINE, y - 1.5, act)
        for i, line in enumerate(times):
            page.text(x, y + 4.4 * i, line, size=8.5, bold=True, limit=_TIMES)
        for i, line in enumerate(received, len(times)):
            page.text(x, y + 4.4 * i, line, size=7.5, colour=QUIET, limit=_TIMES)
        left = x + _LINE + 5
        used = page.text(left, y, f"{name} {self.chain(f'event.{act.kind}')}", size=10, bold=True, limit=room)
        if act.flag:
            said = self.chain(f"chain.{act.flag}")
            page.text(left + used + 3, y, said, size=8.5, bold=True, colour=SEVERITY["serious"], limit=room - used - 3)
        for i, (line, size) in enumerate(lines, 1):
            page.text(left, y + 4.4 * i, line, size=size, colour=INK if size > 8.5 else QUIET)
        for i, line in enumerate(holder, 1 + len(lines)):
            page.text(left, y + 4.4 * i, line, size=8.5, bold=True)
        for i, (line, bold) in enumerate(weights):
            at = x + sheets.wide
            page.text(at, y + 4.4 * i, line, size=9, bold=bold, align="right", limit=_WEIGHTS)
        sheets.gap(tall)

    @staticmethod
    def _node(page: Page, x: float, y: float, act: Act) -> None:
        """Filled: as it should be; a triangle where something is odd, so that it shows without colour too."""
        colour = SEVERITY["serious"] if act.flag else _HOLDERS[act.part]
        if act.flag:
            page.shape([(x, y - 2.2), (x + 2.2, y + 1.6), (x - 2.2, y + 1.6)], fill=colour)
        elif act.holder:
            page.circle(x, y, 1.7, fill=colour)
        else:
            page.circle(x, y, 1.3, fill=PAPER, stroke=colour, width=0.6)

    def _lines(self, act: Act) -> list[tuple[str, float]]:
        """What stands under an act: text and size."""
        found = [(" · ".join(filter(None, (act.person or self.chain("chain.nobody"), act.org))), 9.0)]
        if where := " · ".join(filter(None, (self._city(act), act.site))):
            found.append((where, 9.0))
        said = [self._detail(word, names) for word, names in act.details if names.get(self.language)]
        if said:
            found.append((" · ".join(said), 8.5))
        found += [(self._note(note), 8.5) for note in act.notes]
        if act.refused:
            found.append((self.chain("chain.branch", kg=self.kg(act.refused)), 8.5))
        if signed := self._signed(act):
            found.append((signed, 8.5))
        if act.device:
            found.append((self.chain("chain.device", device=act.device, person=act.person), 8.5))
        return found

    def _detail(self, word: str, names: Names) -> str:
        return f"{self.chain(f'detail.{word}')}{figures.colon(self.language)}{names[self.language]}"

    def _note(self, note: Note) -> str:
        kg = self.kg(note.kg) if note.kg is not None else ""
        said = self.chain(f"related.{note.key}", kg=kg, name=note.name)
        if note.batch is None:
            return said
        return f"{said} → {self.letters.get(note.batch) or '…' + note.batch.hex[-12:].upper()}"

    def _signed(self, act: Act) -> str:
        if not act.signed:
            return ""
        who, name, party = act.signed_by
        if party or name:
            return self.chain(f"signature.{act.signed}", who=who, name=name, party=party)
        box = act.signed if act.signed in ("consignor", "carrier", "consignee") else "consignee"
        return self.chain("chain.signed", box=text(f"words.party.{box}", self.language))

    def _weights(self, act: Act) -> list[tuple[str, bool]]:
        found = (
            [(line, True) for line in wrap(self.weight(act.weight), _WEIGHTS, size=9, bold=True)] if act.weight else []
        )
        if act.change:
            sign = "+" if act.change > 0 else "−"
            share = f" ({sign}{figures.percent(abs(act.percent), self.language)})" if act.percent is not None else ""
            found.append((f"{sign}{self.kg(abs(act.change))}{share}", False))
        if act.left is not None:
            found.append((self.chain("chain.left", kg=self.kg(act.left)), False))
        return found

    def _city(self, act: Act) -> str:
        return act.city.get(self.language, "")

    def _proof(self) -> None:
        sheets = self.sheets
        sheets.heading(self.say("proof"), keep=36)
        sheets.paragraph(self.say("proof_of"), size=9.5, leading=5)
        sheets.gap(3)
        rows = []
        for life in self.facts.lives:
            for n, act in enumerate(life.acts, 1):
                key = f"{act.kid} · {act.counter}" if act.kid else self.say("unsigned")
                if act.link not in ("", "whole"):
                    key += f" · {self.chain(f'chain.link_{act.link}', before=act.counter - 1, number=act.counter)}"
                name = f"{self.letters[life.batch]}{n}"
                rows.append([name, self.chain(f"event.{act.kind}"), str(act.event), act.sha256, key])
        titles = [self.say(f"columns.{name}") for name in ("letter", "act", "event", "sha256", "key")]
        widths = (11.0, 22.0, 36.0, 0.0, 38.0)  # a digest goes on two lines
        sheets.grid([Column(title, width, "left") for title, width in zip(titles, widths, strict=True)], rows)
        sheets.gap(2)
        digest = " ".join(self.facts.digest[i : i + 8] for i in range(0, 64, 8))
        sheets.paragraph(
            f"{text('reports.check.fingerprint', self.language)} {digest}", size=8, leading=4.5, quiet=True
        )


def _letter(n: int) -> str:
    """A to Z, then AA and on."""
    return (_letter(n // 26 - 1) if n >= 26 else "") + chr(65 + n % 26)
