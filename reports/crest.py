"""A city's crest: a small picture, checked when it comes and drawn on the cover.

A PNG is drawn anew from its pixels, so that nothing but the picture is kept. Of SVG a plain part is read, filled shapes
and nothing else: no script, no style, no address, no text; what is not understood is refused by its name.
"""

import re
from io import BytesIO
from xml.etree import ElementTree

from PIL import Image, UnidentifiedImageError
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from reports.model import Crest
from reports.page import Page
from reports.refusals import CrestNotRead, CrestTooLarge

MOST_BYTES = 256 * 1024
LARGEST, KEPT = 4000, 320  # pixels of a side: as it comes, as it is kept (25 mm at 300 dpi)
_NAMED = {"black": "#000000", "white": "#FFFFFF", "red": "#FF0000", "gold": "#FFD700", "yellow": "#FFFF00"}
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?")
_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "Z": 0}
_MOST_SHAPES, _MOST_STEPS, _DEEPEST = 400, 20_000, 20
_FARTHEST, _SMALLEST = 1e6, 0.01  # units: beyond, a PDF cannot say where
Step = tuple[str, tuple[float, ...]]  # M, L, C or Z with absolute points
Shape = tuple[str, bool, list[Step]]  # colour, even-odd, outline


def checked(content: bytes) -> Crest:
    """The crest as it is kept. Raises CrestTooLarge, CrestNotRead."""
    if len(content) > MOST_BYTES:
        raise CrestTooLarge("crest", most=MOST_BYTES // 1024)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Crest("png", _redrawn(content))
    _shapes(content)
    return Crest("svg", content)


def _unread(part: str) -> CrestNotRead:
    """`part` is what the file itself calls it, the same in every language."""
    return CrestNotRead("crest", why=part)


def _redrawn(content: bytes) -> bytes:
    try:
        with Image.open(BytesIO(content), formats=["PNG"]) as picture:
            if max(picture.size) > LARGEST:
                raise CrestTooLarge("crest", most=MOST_BYTES // 1024)
            small = picture.convert("RGBA")
    except Image.DecompressionBombError:
        raise CrestTooLarge("crest", most=MOST_BYTES // 1024) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise _unread("PNG") from None
    small.thumbnail((KEPT, KEPT))
    out = BytesIO()
    small.save(out, "PNG")
    return out.getvalue()


def draw(page: Page, crest: Crest, x: float, y: float, side: float) -> None:
    """Set it into a square whose top left corner is (x, y), as large as fits."""
    if crest.kind == "png":
        picture = ImageReader(BytesIO(crest.content))
        page.canvas(lambda canvas: _image(canvas, page, picture, x, y, side))
        return
    box, shapes = _shapes(crest.content)
    page.canvas(lambda canvas: _vectors(canvas, page, box, shapes, (x, y, side)))


def _image(canvas: Canvas, page: Page, picture: ImageReader, x: float, y: float, side: float) -> None:
    canvas.drawImage(picture, *page.corner(x, y + side), *page.size(side, side), mask="auto", preserveAspectRatio=True)


def _vectors(
    canvas: Canvas, page: Page, box: tuple[float, ...], shapes: list[Shape], at: tuple[float, float, float]
) -> None:
    left, top, wide, high = box
    x, y, side = at
    canvas.saveState()
    canvas.translate(*page.corner(x, y))
    scale = page.size(side, side)[0] / max(wide, high)
    canvas.scale(scale, -scale)
    canvas.translate(-left + (max(wide, high) - wide) / 2, -top + (max(wide, high) - high) / 2)
    edge = canvas.beginPath()
    edge.rect(*box)
    canvas.clipPath(edge, stroke=0, fill=0)  # what stands beside the view box is not seen
    for colour, even_odd, steps in shapes:
        canvas.setFillColor(HexColor(colour))
        path = canvas.beginPath()
        for step in steps:
            _step(path, step)
        canvas.drawPath(path, stroke=0, fill=1, fillMode=0 if even_odd else 1)
    canvas.restoreState()


def _step(path: PDFPathObject, step: Step) -> None:
    letter, numbers = step
    match letter:
        case "M":
            path.moveTo(*numbers)
        case "L":
            path.lineTo(*numbers)
        case "C":
            path.curveTo(*numbers)
        case _:
            path.close()


# --- SVG -----------------------------------------------------------------------------------------------------


def _shapes(content: bytes) -> tuple[tuple[float, ...], list[Shape]]:
    """The view box and the filled shapes. Raises CrestNotRead."""
    try:
        written = content.decode("utf-8")
        if "<!DOCTYPE" in written or "<!ENTITY" in written:
            raise _unread("DOCTYPE")
        root = ElementTree.fromstring(written)  # noqa: S314 - no entities: refused above
    except (UnicodeDecodeError, ElementTree.ParseError):
        raise _unread("SVG") from None
    if _name(root) != "svg":
        raise _unread(_name(root))
    box = _numbers(root.get("viewBox", ""), "viewBox")
    if len(box) != 4 or min(box[2:]) < _SMALLEST:
        raise _unread("viewBox")
    _plain(root)
    found: list[Shape] = []
    for child in root:
        _read(child, root.get("fill", "#000000"), found, _DEEPEST)
    if not found:
        raise _unread("path")
    return tuple(box), found


def _name(node: ElementTree.Element) -> str:
    return str(node.tag).rpartition("}")[2][:20]


def _read(node: ElementTree.Element, fill: str, found: list[Shape], deep: int) -> None:
    name = _name(node)
    if name in ("title", "desc", "metadata"):
        return
    _plain(node)
    fill = node.get("fill", fill)
    if name == "g" and deep:
        for child in node:
            _read(child, fill, found, deep - 1)
        return
    steps = _outline(name, node)
    if fill != "none":
        found.append((_colour(fill), node.get("fill-rule") == "evenodd", steps))
    if len(found) > _MOST_SHAPES or sum(len(s) for _, _, s in found) > _MOST_STEPS:
        raise _unread(f"> {_MOST_SHAPES} {name}")


def _plain(node: ElementTree.Element) -> None:
    """What would draw it otherwise than it is drawn here is refused."""
    for attribute in ("transform", "style", "stroke", "clip-path", "mask", "filter", "opacity", "rx", "ry"):
        round_ = attribute in ("rx", "ry") and _name(node) == "ellipse"
        if node.get(attribute) not in (None, "none", "1", "0") and not round_:
            raise _unread(attribute)


def _colour(fill: str) -> str:
    colour = _NAMED.get(fill.lower(), fill)
    if not _COLOUR.fullmatch(colour):
        raise _unread(fill[:20])
    return colour if len(colour) == 7 else "#" + "".join(2 * letter for letter in colour[1:])


def _outline(name: str, node: ElementTree.Element) -> list[Step]:
    def number(attribute: str) -> float:
        found = _numbers(node.get(attribute, "0"), attribute)
        return found[0] if len(found) == 1 else 0.0

    match name:
        case "path":
            return _path(node.get("d", ""))
        case "polygon":
            points = _numbers(node.get("points", ""), "points")
            if len(points) < 2:
                raise _unread("points")
            return _polygon(list(zip(points[::2], points[1::2], strict=False)))
        case "rect":
            x, y, w, h = (number(a) for a in ("x", "y", "width", "height"))
            return _polygon([(x, y), (x + w, y), (x + w, y + h), (x, y + h)])
        case "circle":
            return _ellipse(number("cx"), number("cy"), number("r"), number("r"))
        case "ellipse":
            return _ellipse(number("cx"), number("cy"), number("rx"), number("ry"))
    raise _unread(name)


def _polygon(points: list[tuple[float, float]]) -> list[Step]:
    return [("L" if n else "M", point) for n, point in enumerate(points)] + [("Z", ())]


def _ellipse(cx: float, cy: float, rx: float, ry: float) -> list[Step]:
    k = 0.5522847498  # of a quarter of a circle drawn by a cubic curve
    ends = [(1, 0), (0, 1), (-1, 0), (0, -1)]
    steps: list[Step] = [("M", (cx + rx, cy))]
    for (ax, ay), (bx, by) in zip(ends, [*ends[1:], ends[0]], strict=True):
        first, second = (ax + k * bx, ay + k * by), (bx + k * ax, by + k * ay)
        steps.append(("C", tuple(v for px, py in (first, second, (bx, by)) for v in (cx + rx * px, cy + ry * py))))
    return [*steps, ("Z", ())]


def _numbers(written: str, what: str) -> list[float]:
    parts = written.replace(",", " ").split()
    try:
        found = [float(part) for part in parts]
    except ValueError:
        raise _unread(what) from None
    return _near(found, what)


def _near(found: list[float], what: str) -> list[float]:
    if not all(abs(number) <= _FARTHEST for number in found):  # neither is what is no number
        raise _unread(what)
    return found


def _path(d: str) -> list[Step]:
    """An outline in absolute steps; quadratic curves as cubic ones. Arcs are not read."""
    tokens, steps = _TOKEN.findall(d), list[Step]()
    at = start = control = (0.0, 0.0)
    letter, n, last = "", 0, ""
    while n < len(tokens):
        if tokens[n].isalpha():
            letter, n = tokens[n], n + 1
        upper = letter.upper()
        if upper not in _TAKES or (not steps and upper != "M"):
            raise _unread(f"path {letter or '?'}")
        values = _taken(tokens, n, _TAKES[upper])
        n += len(values)
        if upper == "Z":
            steps.append(("Z", ()))
            at, letter, last = start, "" if n < len(tokens) and not tokens[n].isalpha() else letter, upper
            continue
        points = _absolute(upper, values, at, relative=letter.islower())
        _near([number for point in points for number in point], "path")
        mirrored = (2 * at[0] - control[0], 2 * at[1] - control[1])
        if upper in ("M", "L", "H", "V"):
            steps.append(("M" if upper == "M" else "L", points[-1]))
            start = points[-1] if upper == "M" else start
        elif upper in ("C", "S"):
            first = points[0] if upper == "C" else mirrored if last in ("C", "S") else at
            steps.append(("C", (*first, *points[-2], *points[-1])))
        else:
            middle = points[0] if upper == "Q" else mirrored if last in ("Q", "T") else at
            steps.append(("C", (*_thirds(at, middle), *_thirds(points[-1], middle), *points[-1])))
            points = [middle, points[-1]]
        control, at, last = points[-2] if len(points) > 1 else points[-1], points[-1], upper
        letter = {"M": "L", "m": "l"}.get(letter, letter)
    return steps


def _taken(tokens: list[str], n: int, count: int) -> list[float]:
    taken = tokens[n : n + count]
    if len(taken) < count or any(token.isalpha() for token in taken):
        raise _unread("path")
    return _near([float(token) for token in taken], "path")


def _absolute(upper: str, values: list[float], at: tuple[float, float], *, relative: bool) -> list[tuple[float, float]]:
    dx, dy = at if relative else (0.0, 0.0)
    if upper == "H":
        return [(values[0] + dx, at[1])]
    if upper == "V":
        return [(at[0], values[0] + dy)]
    return [(x + dx, y + dy) for x, y in zip(values[::2], values[1::2], strict=True)]


def _thirds(end: tuple[float, float], middle: tuple[float, float]) -> tuple[float, float]:
    return (end[0] + 2 * (middle[0] - end[0]) / 3, end[1] + 2 * (middle[1] - end[1]) / 3)
