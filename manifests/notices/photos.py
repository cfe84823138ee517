"""Photos: what is kept is drawn anew from the pixels, as JPEG.

So a file that only pretends to be a picture is refused by its content, and nothing else that a camera or a person put
into the file (position, time, device, owner, a second file behind the first) goes along. Upright as it was held.
"""

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from manifests.notices import refusals as no
from manifests.notices.model import Photo

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 60_000_000  # a bomb of a few kilobytes may unfold to gigabytes
LONGEST_SIDE = 2560
QUALITY = 88


@dataclass(frozen=True)
class Picture:
    """A photo with its bytes."""

    photo: Photo
    data: bytes


def developed(data: bytes) -> Picture:
    """The picture as it is kept. Raises NotAPhoto, PhotoTooLarge. Takes a moment: not for the event loop."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of broken metadata, which goes anyway
            with Image.open(BytesIO(data), formats=FORMATS) as sent:
                if sent.width * sent.height > MOST_PIXELS:
                    raise no.PhotoTooLarge("file", limit=MOST_PIXELS // 1_000_000)
                sent.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(sent)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                plain = _on_white(upright)
    except no.PhotoTooLarge:
        raise
    except Exception:  # a decoder fed with anything raises anything; all of it means the same
        raise no.NotAPhoto("file") from None
    return _kept(plain, data)


def _on_white(image: Image.Image) -> Image.Image:
    shown = image.convert("RGBA")
    paper = Image.new("RGB", shown.size, "white")
    paper.paste(shown, mask=shown.getchannel("A"))
    return paper


def _kept(image: Image.Image, original: bytes) -> Picture:
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    data = out.getvalue()
    digest, sent = hashlib.sha256(data).hexdigest(), hashlib.sha256(original).hexdigest()
    return Picture(Photo(digest, len(data), image.width, image.height, sent), data)
