"""Signs drawn by us: what is dangerous about a waste, and how serious an alert is. Readable in black and white."""

from collections.abc import Callable
from math import cos, pi, sin

from reportlab.lib.colors import Color

from reports.page import BLACK, PAPER, SEVERITY, Page

Point = tuple[float, float]
Place = Callable[[float, float], Point]


def hazard(page: Page, letter: str, x: float, y: float, half: float) -> None:
    """The sign of one hazard letter (T, C, I, R, In) in a white diamond around (x, y).

    Raises KeyError for a letter that is none.
    """
    draw = _SIGNS[letter]
    page.shape([(x, y - half), (x + half, y), (x, y + half), (x - half, y)], fill=PAPER, stroke=BLACK, width=half / 14)
    inner = half * 0.54
    draw(page, lambda u, v: (x + u * inner, y + v * inner), inner)


def severity(page: Page, level: str, x: float, y: float, half: float = 1.5) -> None:
    """Circle, triangle, diamond, octagon: info, warn, serious, crime; never told apart by colour alone."""
    fill = SEVERITY[level]
    if level == "info":
        page.circle(x, y, half, fill=fill)
        return
    sides, turn = {"warn": (3, -pi / 2), "serious": (4, -pi / 2), "crime": (8, pi / 8)}[level]
    page.shape(
        [(x + half * cos(turn + 2 * pi * k / sides), y + half * sin(turn + 2 * pi * k / sides)) for k in range(sides)],
        fill=fill,
    )


def skull(page: Page, x: float, y: float, unit: float, ground: Color) -> None:
    """A skull over crossed bones around (x, y), without a diamond, on a ground of this colour."""
    _toxic(page, lambda u, v: (x + u * unit, y + v * unit), unit, ground)


def _toxic(page: Page, at: Place, unit: float, ground: Color = PAPER) -> None:
    """A skull over crossed bones."""
    for side in (-1, 1):
        page.line(*at(-0.75 * side, 0.38), *at(0.75 * side, 0.98), width=unit * 0.17, colour=BLACK)
        for end in (-0.75, 0.75):
            for knob in (-0.09, 0.09):
                page.circle(*at(end * side, 0.68 + end * 0.4 + knob), unit * 0.12, fill=BLACK)
    page.circle(*at(0, -0.35), unit * 0.58, fill=BLACK)
    page.shape([at(-0.34, 0), at(0.34, 0), at(0.3, 0.46), at(-0.3, 0.46)], fill=BLACK)
    for eye in (-0.23, 0.23):
        page.circle(*at(eye, -0.28), unit * 0.16, fill=ground)
    page.shape([at(0, -0.1), at(0.09, 0.1), at(-0.09, 0.1)], fill=ground)
    for tooth in (-0.12, 0.0, 0.12):
        page.line(*at(tooth, 0.22), *at(tooth, 0.44), width=unit * 0.04, colour=ground)


def _corrosive(page: Page, at: Place, unit: float) -> None:
    """Two tilted tubes that drip on a bar and on a hand's block, both eaten away."""
    for side in (-1, 1):
        tip, tail = (side * 0.22, -0.42), (side * 0.88, -0.9)
        page.line(*at(*tip), *at(*tail), width=unit * 0.3, colour=BLACK)
        page.line(*at(side * 0.3, -0.46), *at(side * 0.8, -0.83), width=unit * 0.17, colour=PAPER)
        page.line(*at(side * 0.3, -0.46), *at(side * 0.6, -0.685), width=unit * 0.17, colour=BLACK)
        for drop in (-0.12, 0.14):
            page.circle(*at(side * 0.4, drop), unit * 0.08, fill=BLACK)
        left, right = sorted((side * 0.08, side * 0.95))
        page.shape(
            [
                at(left, 0.45),
                at(side * 0.4 - 0.2, 0.45),
                at(side * 0.4 - 0.08, 0.62),
                at(side * 0.4 + 0.1, 0.58),
                at(side * 0.4 + 0.2, 0.45),
                at(right, 0.45),
                at(right, 0.75),
                at(left, 0.75),
            ],
            fill=BLACK,
        )


def _ignitable(page: Page, at: Place, unit: float) -> None:
    """A flame over a line."""
    outline = [(0.0, -1.05), (0.28, -0.6), (0.3, -0.3), (0.52, -0.5), (0.66, 0.05), (0.5, 0.5), (0.0, 0.7)]
    outline += [(-0.5, 0.5), (-0.64, 0.05), (-0.42, -0.35), (-0.3, -0.1), (-0.18, -0.55)]
    page.curve([at(*p) for p in outline], fill=BLACK)
    core = [(0.02, -0.15), (0.2, 0.12), (0.27, 0.38), (0.0, 0.62), (-0.27, 0.38), (-0.14, 0.15)]
    page.curve([at(*p) for p in core], fill=PAPER)
    page.line(*at(-0.6, 0.86), *at(0.6, 0.86), width=unit * 0.12, colour=BLACK)


def _reactive(page: Page, at: Place, unit: float) -> None:
    """A burst with flying pieces."""
    points = []
    for k in range(20):
        far = (0.92 if k % 4 == 0 else 0.72) if k % 2 == 0 else 0.34
        angle = 2 * pi * k / 20 - pi / 2
        points.append(at(far * cos(angle), far * sin(angle)))
    page.shape(points, fill=BLACK)
    page.circle(*at(0, 0), unit * 0.17, fill=PAPER)
    for k in range(5):
        angle = 2 * pi * (k + 0.25) / 5 - pi / 2
        page.circle(*at(0.95 * cos(angle), 0.95 * sin(angle)), unit * 0.07, fill=BLACK)


def _infectious(page: Page, at: Place, unit: float) -> None:
    """Three open rings around one, the sign of biological danger."""
    for k in range(3):
        angle = 2 * pi * k / 3 - pi / 2
        page.circle(*at(0.44 * cos(angle), 0.44 * sin(angle)), unit * 0.44, fill=BLACK)
    for k in range(3):
        angle = 2 * pi * k / 3 - pi / 2
        page.circle(*at(0.58 * cos(angle), 0.58 * sin(angle)), unit * 0.34, fill=PAPER)
    page.circle(*at(0, 0), unit * 0.43, stroke=BLACK, width=unit * 0.12)
    page.circle(*at(0, 0), unit * 0.13, fill=PAPER)


_SIGNS = {"T": _toxic, "C": _corrosive, "I": _ignitable, "R": _reactive, "In": _infectious}
