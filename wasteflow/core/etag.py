"""`ETag`, `If-None-Match` and `If-Match` of things that go on by steps: the tag is the step."""

from starlette.requests import Request

from wasteflow.core.errors import Word, WrongValue


def etag(seq: int) -> str:
    """The tag of a thing at this step."""
    return f'"{seq}"'


def seen_already(request: Request, tag: str) -> bool:
    """Whether the client says that it has this step: answer 304."""
    seen = request.headers.get("if-none-match", "")
    return tag in (one.strip().removeprefix("W/") for one in seen.split(","))


def expected(request: Request) -> int | None:
    """The step that the client says it saw; null where it says nothing. Raises WrongValue."""
    seen = request.headers.get("if-match")
    if seen is None:
        return None
    digits = seen.strip().removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdecimal()):
        raise WrongValue("If-Match", problem=Word("problem.not_an_etag"))
    return int(digits[:9])
