"""Is it a picture? Told by its first bytes, not by its name or by what the client says of it. Pure.

Unlike the photos of notices these are not drawn anew: the event names the digest of the very bytes.
"""

MOST_BYTES = 6 * 1024 * 1024


def kind_of(data: bytes) -> str | None:
    """The media type; None where it is none of those that are kept."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None
