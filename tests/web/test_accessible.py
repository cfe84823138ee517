"""WCAG 2.2 AA, as far as it can be counted: contrast of the tokens, names of controls, ids, headings in order."""

import re
from html.parser import HTMLParser

import pytest

from tests.bay import Bay
from tests.web.conftest import Enter
from tests.web.test_pages import a_month, pages_of
from wasteflow.web.files import FOLDER

CSS = (FOLDER / "console" / "console.css").read_text(encoding="utf-8")
TEXT = ("ink", "quiet", "accent", "accent-deep", "info", "warn", "serious", "crime", "hold0", "hold1", "hold2", "hold3")
BEHIND = ("paper", "card")
MORE = [("on-accent", "accent"), ("on-accent", "accent-deep"), ("ink", "tint"), ("accent-deep", "tint")]
MORE += [("serious", "serious-tint"), ("quiet", "tint"), ("ink", "warn-tint")]


def tokens(dark: bool) -> dict[str, str]:
    """The colours of a mode: the light ones, and what the dark mode puts in their place."""
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    found: dict[str, str] = {}
    for block in blocks[: 2 if dark else 1]:
        found |= dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", block))
    return found


def contrast(a: str, b: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, shade = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (shade + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_words_stand_out_from_what_is_behind_them(dark: bool) -> None:
    colour = tokens(dark)
    pairs = [(t, b) for t in TEXT for b in BEHIND] + MORE
    faint = {p: round(contrast(colour[p[0]], colour[p[1]]), 2) for p in pairs}
    assert not {p: c for p, c in faint.items() if c < 4.5}


@pytest.mark.parametrize("dark", [False, True])
def test_edges_of_fields_and_the_focus_are_seen(dark: bool) -> None:
    colour = tokens(dark)
    for edge in ("edge", "focus"):
        for behind in BEHIND:
            assert contrast(colour[edge], colour[behind]) >= 3


class Page(HTMLParser):
    """What a reader that cannot see meets."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.headings: list[int] = []
        self.wrong: list[str] = []
        self._in_label = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if has.get("id"):
            self.ids.append(has["id"] or "")
        if tag == "label":
            self._in_label += 1
            self.labels.add(has.get("for") or "")
        if tag in ("input", "select", "textarea") and has.get("type") != "hidden" and not self._in_label:
            self.fields.append(has)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "img" and "alt" not in has:
            self.wrong.append("an image without words")
        if tag == "html" and not has.get("lang"):
            self.wrong.append("no language")

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._in_label -= 1


@pytest.mark.anyio
@pytest.mark.parametrize("person", ["clerk", "gate", "dispatcher", "driver", "regulator"])
async def test_controls_have_names_and_headings_an_order(bay: Bay, enter: Enter, person: str) -> None:
    at = await a_month(bay)
    client = await enter(getattr(bay, person))
    for address in [*pages_of(person, at), "/console/sign-in", "/console/nowhere"]:
        page = Page((await client.get(address, follow_redirects=True)).text)
        assert not page.wrong, address
        assert len(page.ids) == len(set(page.ids)), (address, sorted(i for i in page.ids if page.ids.count(i) > 1))
        nameless = [f for f in page.fields if f.get("id") not in page.labels and not f.get("aria-label")]
        assert not nameless, (address, nameless)
        assert page.headings.count(1) == 1, address
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(b - a <= 1 for a, b in steps), (address, page.headings)


def test_nothing_moves_for_who_asked_for_stillness() -> None:
    assert "prefers-reduced-motion" in CSS


def test_targets_are_large_enough_to_hit() -> None:
    smallest = [int(n) for n in re.findall(r"min-height: (\d+)px", CSS)]
    assert min(n for n in smallest) >= 24
