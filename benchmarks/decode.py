"""How often a label's QR is read off a picture as a phone takes it, by the scanner's own code in a browser.

Labels of the three sizes of HJ 1276, printed by our own document, stuck on drums and plates, photographed as
`decode.toml` draws by lot (the same pictures for the same seed). Each is read by zxing-wasm in Chromium with the passes
of the scanner, as four frames of a camera and as one photo; beside them zxing-cpp, built for this machine, as referee.
Then the same by how the picture was taken, each parameter in thirds. The tables of docs/decode.md are written anew.
"""

import asyncio
import json
import os
import platform
import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from statistics import median
from typing import Any

from playwright.async_api import Page, Route

from benchmarks._pictures import DATA, Size, referee, sizes
from tests.browser.conftest import chromium
from tests.browser.photo import Shot
from tests.browser.reading import served

COUNT = int(os.environ.get("BENCH_PICTURES", str(DATA["pictures"])))
PAGE = Path(__file__).parents[1] / "docs" / "decode.md"
MEASURED = re.compile(r"(<!-- measured -->\n).*(<!-- /measured -->\n)", re.DOTALL)
READERS = ("frames", "photo", "referee")
NAMED = {"distance": "mm", "tilt": "°", "blur": "px", "shake": "px", "light": "", "noise": "", "jpeg": ""}
READ = "url => decoded(url, globalThis.zxing ??= new Zxing())"


@dataclass(frozen=True)
class Result:
    """One picture, and who read it rightly."""

    size: Size
    shot: Shot
    right: dict[str, bool]
    wrong: bool  # anything was read that is not on the label
    ms: float  # of the photo's passes
    passes: dict[str, int]

    @property
    def module(self) -> float:
        """Pixels of one module, where it is shortest."""
        return self.size.module * self.shot.scale * cos(radians(self.shot.tilt))


async def main() -> None:
    printed = sizes()
    with tempfile.TemporaryDirectory(prefix="wf-decode-") as folder:
        home = Path(folder)
        with served(home / "page") as address:
            async with chromium(home) as browser:
                page = await browser.new_page()
                await page.goto(address)
                results = [one for size in printed for one in await _size(page, size)]
                version = browser.version
    tables = [_by_size(printed, results), _by_module(results), _by_parameter(results)]
    _say("\n\n".join(tables))
    if DATA["pictures"] == COUNT:
        PAGE.write_text(MEASURED.sub(lambda m: m[1] + "\n" + "\n\n".join(tables) + "\n\n" + m[2], PAGE.read_text()))
    machine = {"cores": os.cpu_count(), "chromium": version, "python": platform.python_version()}
    _say(json.dumps({"bench": "decode", "figures": _figures(printed, results), "machine": machine}))


async def _size(page: Page, size: Size) -> list[Result]:
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        loop = asyncio.get_running_loop()
        making = [loop.run_in_executor(pool, _picture, size, n) for n in range(COUNT)]
        found = []
        for made, shot in zip(making, size.shots(COUNT), strict=True):
            picture, refereed = await made
            found.append(await _read(page, size, shot, picture, refereed))
    return found


def _picture(size: Size, n: int) -> tuple[bytes, str | None]:
    picture = size.picture(n)
    return picture, referee(picture)


async def _read(page: Page, size: Size, shot: Shot, picture: bytes, refereed: str | None) -> Result:
    async def give(route: Route) -> None:
        await route.fulfill(body=picture, content_type="image/jpeg")

    await page.route("**/picture.jpg", give)
    told = await page.evaluate(READ, "picture.jpg")
    await page.unroute("**/picture.jpg")
    texts = {"frames": told["frames"]["text"], "photo": told["photo"]["text"], "referee": refereed}
    right = {reader: text == size.payload for reader, text in texts.items()}
    wrong = any(text not in (None, size.payload) for text in texts.values())
    return Result(size, shot, right, wrong, told["photo"]["ms"], {r: told[r]["pass"] for r in ("frames", "photo")})


# --- tables -----------------------------------------------------------------------------------------------------


def _rate(results: Sequence[Result], reader: str) -> float:
    return sum(one.right[reader] for one in results) / len(results) if results else 0.0


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    return "\n".join([_row(*head), _row(*("---:" for _ in head)), *(_row(*cells) for cells in rows)])


def _shares(results: Sequence[Result], show: Callable[[float], str] = "{:.0%}".format) -> list[str]:
    return [show(_rate(results, reader)).replace("%", " %") for reader in READERS]


def _of(results: Sequence[Result], size: Size) -> list[Result]:
    return [one for one in results if one.size.side == size.side]


def _by_size(printed: Sequence[Size], results: Sequence[Result]) -> str:
    head = ("label", "module", "pictures", "camera, 4 frames", "photo", "zxing-cpp", "photo, median")
    rows = []
    for size in printed:
        of = _of(results, size)
        middle = f"{median(one.ms for one in of):.0f} ms"
        rows.append((f"{size.side} mm", f"{size.module:.2f} mm", len(of), *_shares(of), middle))
    return _table(head, rows)


STEPS = (0.0, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0, 99.0)


def _by_module(results: Sequence[Result]) -> str:
    """What decides most: how many pixels the camera has for one module."""
    rows = []
    for low, high in pairwise(STEPS):
        some = [one for one in results if low <= one.module < high]
        name = f"under {high:g}" if low == 0 else f"{low:g} and more" if high == 99 else f"{low:g} to {high:g}"
        if some:
            rows.append((name, len(some), *_shares(some)))
    return _table(("pixels of a module", "pictures", "camera", "photo", "zxing-cpp"), rows)


def _by_parameter(results: Sequence[Result]) -> str:
    rows = []
    for name, unit in NAMED.items():
        ordered = sorted(results, key=lambda one: float(getattr(one.shot, name)))
        third = len(ordered) // 3
        parts = (ordered[:third], ordered[third : 2 * third], ordered[2 * third :])
        ends = [float(getattr(part[0].shot, name)) for part in parts] + [float(getattr(ordered[-1].shot, name))]
        rows.append(
            (
                f"{name}{' (' + unit + ')' if unit else ''}",
                *(f"{a:.3g} to {b:.3g}: {_shares(part)[1]}" for part, a, b in zip(parts, ends, ends[1:], strict=False)),
            )
        )
    return _table(("photo, by", "lowest third", "middle", "highest third"), rows)


def _figures(printed: Sequence[Size], results: Sequence[Result]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for size in printed:
        of = _of(results, size)
        figures |= {f"{reader}_{size.side}": round(_rate(of, reader), 3) for reader in READERS}
    close = [one for one in results if one.module >= 3]
    figures |= {f"{reader}_3px": round(_rate(close, reader), 3) for reader in READERS}
    figures["misread"] = sum(one.wrong for one in results)
    return figures


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    asyncio.run(main())
