"""Pictures of a printed label as a phone's camera sees it: from where, how it is held, in which light, how well.

A pinhole camera of 1920 x 1080 pixels looks at the label's page, flat or bent around a drum, by following each ray of a
pixel (four to a pixel) to where it meets the paper; then out of focus, shaken, lit, noisy and compressed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from math import cos, hypot, pi, radians, sin, tan
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

Floats = np.ndarray[Any, np.dtype[np.float32]]

WIDTH, HEIGHT = 1920, 1080
VIEW = 66.0  # degrees from the left edge to the right: a phone's main camera in its usual mode (own estimate)
FOCAL = WIDTH / 2 / tan(radians(VIEW / 2))  # pixels
FINE = 2  # rays to a pixel, in each direction
NEAR = 60  # mm around the point aimed at that are drawn finely: more than a symbol
WALL = (0.42, 0.45, 0.47)  # of the drum around the label


@dataclass(frozen=True)
class Shot:
    """How one picture is taken. Lengths in millimetres, angles in degrees, blur in pixels of the frame."""

    distance: float = 250
    aim: tuple[float, float] = (0, 0)  # the point of the label that is aimed at, from its middle, in its sides
    tilt: float = 0  # between the paper's normal and the line of sight
    towards: float = 0  # which way it is tilted
    turn: float = 0  # in the picture
    off: tuple[float, float] = (0, 0)  # of that point from the frame's middle, as a share of its height
    drum: float = 0  # radius of what it is stuck on; 0: flat
    blur: float = 0  # standard deviation of the focus
    shake: float = 0  # length of the movement
    shaken: float = 0  # its direction
    light: float = 1  # 1: paper is nearly white
    uneven: float = 0  # share of the light missing at the darker edge
    glare: float = 0  # strength of a lamp mirrored in the film over the label
    glare_at: tuple[float, float] = (0, 0)  # from the label's middle, in its sides
    noise: float = 2  # standard deviation of a pixel's value, of 255
    jpeg: int = 90

    @property
    def scale(self) -> float:
        """Pixels of a millimetre that is looked at straight."""
        return FOCAL / self.distance


@lru_cache(maxsize=24)
def page(pdf: bytes, dots_per_mm: int) -> tuple[Floats, float]:
    """The first page as light reflected (0 to 1), and its side in millimetres."""
    sheet = pypdfium2.PdfDocument(pdf)[0]
    picture = sheet.render(scale=dots_per_mm * 25.4 / 72).to_pil().convert("RGB")
    reflected = np.asarray(picture, np.float32) / 255
    return reflected * 0.85 + 0.05, sheet.get_width() * 25.4 / 72  # ink is not black, paper not white


def taken(pdf: bytes, shot: Shot, chance: np.random.Generator) -> bytes:
    """The picture as a JPEG."""
    image = Image.fromarray(_bytes(_seen(pdf, shot)))
    if shot.blur:
        image = image.filter(ImageFilter.GaussianBlur(shot.blur))
    lit = _shaken(np.asarray(image), shot)
    lit *= shot.light
    lit += chance.standard_normal((HEIGHT, WIDTH, 1), np.float32) * np.float32(shot.noise)
    found = BytesIO()
    Image.fromarray(np.clip(lit, 0, 255, out=lit).astype(np.uint8)).save(found, "JPEG", quality=shot.jpeg)
    return found.getvalue()


def _bytes(light: Floats) -> np.ndarray[Any, np.dtype[np.uint8]]:
    light *= 255
    return np.clip(light, 0, 255, out=light).astype(np.uint8)


def _seen(pdf: bytes, shot: Shot) -> Floats:
    """What the camera would see in perfect light and focus: exactly around the point aimed at, roughly elsewhere."""
    frame = np.empty((HEIGHT, WIDTH, 3), np.float32)
    frame[:] = np.array(WALL, np.float32)
    _, side = page(pdf, 4)
    far = side * (0.71 + hypot(*shot.aim))  # no part of the label is farther from that point
    for reach, fine in ((far, 1), (min(far, NEAR), FINE)):
        nearer = reach * sin(radians(shot.tilt)) / shot.distance
        _draw(frame, pdf, shot, reach * shot.scale / (1 - nearer) if nearer < 0.7 else WIDTH, fine)
    return frame


def _draw(frame: Floats, pdf: bytes, shot: Shot, reach: float, fine: int) -> None:
    """The label within so many pixels of the point aimed at, with `fine` squared rays to a pixel."""
    paper, side = page(pdf, round(min(28, max(4, shot.scale * fine * 1.5))))
    middle = (WIDTH / 2 + shot.off[0] * HEIGHT, HEIGHT / 2 + shot.off[1] * HEIGHT)
    left, right = (int(np.clip(middle[0] + sign * reach, 0, WIDTH)) for sign in (-1, 1))
    top, bottom = (int(np.clip(middle[1] + sign * reach, 0, HEIGHT)) for sign in (-1, 1))
    rays = np.meshgrid(
        (np.arange(left * fine, right * fine, dtype=np.float32) + 0.5) / fine,
        (np.arange(top * fine, bottom * fine, dtype=np.float32) + 0.5) / fine,
    )
    x, y, hit = _met(rays[0], rays[1], middle, shot)
    x, y = x + shot.aim[0] * side, y + shot.aim[1] * side
    on = hit & (np.abs(x) < side / 2) & (np.abs(y) < side / 2)
    colours = paper[_dots(y / side, len(paper)), _dots(x / side, len(paper))]
    light = 1 - shot.uneven * np.clip(x / side + 0.5, 0, 1)
    away = (x / side - shot.glare_at[0]) ** 2 + (y / side - shot.glare_at[1]) ** 2
    lamp = shot.glare * np.exp(-away / 0.02)
    seen = np.where(on[..., None], colours * light[..., None] + lamp[..., None], np.array(WALL, np.float32))
    wide = seen.reshape(bottom - top, fine, right - left, fine, 3)
    frame[top:bottom, left:right] = wide.mean((1, 3)) if fine > 1 else wide[:, 0, :, 0]


def _met(u: Floats, v: Floats, middle: tuple[float, float], shot: Shot) -> tuple[Floats, Floats, Any]:
    """Where on the paper, in millimetres from the point aimed at, the ray of each pixel ends; and whether it does."""
    # That point lies on the ray of the pixel `middle`.
    direction = np.stack([(u - WIDTH / 2) / FOCAL, (v - HEIGHT / 2) / FOCAL, np.ones_like(u)], -1)
    ahead = np.array([(middle[0] - WIDTH / 2) / FOCAL, (middle[1] - HEIGHT / 2) / FOCAL, 1]) * shot.distance
    turned = _turned(shot)
    rays, eye = (direction @ turned).astype(np.float32), (-ahead @ turned).astype(np.float32)
    if not shot.drum:
        t = -eye[2] / rays[..., 2]
        return eye[0] + t * rays[..., 0], eye[1] + t * rays[..., 1], t > 0
    # A cylinder whose axis stands behind the paper, upright.
    depth = eye[2] - shot.drum
    a = rays[..., 0] ** 2 + rays[..., 2] ** 2
    b = eye[0] * rays[..., 0] + depth * rays[..., 2]
    inside = b * b - a * (eye[0] ** 2 + depth**2 - shot.drum**2)
    t = (-b - np.sqrt(np.maximum(inside, 0))) / a
    across = np.clip((eye[0] + t * rays[..., 0]) / shot.drum, -1, 1)
    return shot.drum * np.arcsin(across), eye[1] + t * rays[..., 1], (inside > 0) & (t > 0)


def _turned(shot: Shot) -> Floats:
    """From the camera's directions to the paper's."""
    tilt, towards, turn = radians(shot.tilt), radians(shot.towards), radians(shot.turn)

    def about_sight(angle: float) -> Floats:
        return np.array([[cos(angle), -sin(angle), 0], [sin(angle), cos(angle), 0], [0, 0, 1]], np.float32)

    lean = np.array([[1, 0, 0], [0, cos(tilt), -sin(tilt)], [0, sin(tilt), cos(tilt)]], np.float32)
    found: Floats = about_sight(towards) @ lean @ about_sight(turn - towards)
    return found


def _dots(place: Floats, count: int) -> Any:
    """The dot nearest to a place (-0.5 to 0.5); there are more dots than rays, and four rays to a pixel."""
    return np.clip((place + 0.5) * count, 0, count - 1).astype(np.int32)


def _shaken(frame: np.ndarray[Any, np.dtype[np.uint8]], shot: Shot) -> Floats:
    angle, count = shot.shaken * pi / 180, round(shot.shake) + 1
    found = np.zeros(frame.shape, np.float32)
    for step in np.linspace(-0.5, 0.5, count) * shot.shake if count > 1 else [0.0]:
        found += np.roll(frame, (round(sin(angle) * step), round(cos(angle) * step)), (0, 1))
    found /= count
    return found


def film(pictures: Iterable[bytes], file: Path) -> Path:
    """Pictures one after the other as an .mjpeg, what Chromium's `--use-file-for-fake-video-capture` plays."""
    file.write_bytes(b"".join(pictures))
    return file
