"""Who sends a value that is not known is told which are."""

from enum import StrEnum
from typing import Annotated, Literal

import msgspec
import pytest
from msgspec import Meta, Struct
from pydantic import TypeAdapter, ValidationError

from wasteflow.core import edge, known


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Drum(Struct, tag_field="kind", tag="drum"):
    colour: Colour
    lids: list[Literal["open", "closed"]] = []


class Bag(Struct, tag_field="kind", tag="bag"):
    colour: Annotated[str, Meta(max_length=9)] | None = None


class Sent(Struct):
    things: list[Drum | Bag]


@pytest.mark.parametrize(
    ("body", "path", "values"),
    [
        ('{"things": [{"kind": "drum", "colour": "blue"}]}', "things[0].colour", ["green", "red"]),
        ('{"things": [{"kind": "drum", "colour": "red", "lids": ["ajar"]}]}', "things[0].lids[0]", ["closed", "open"]),
        ('{"things": [{"kind": "box"}]}', "things[0].kind", ["bag", "drum"]),
    ],
)
def test_the_values_of_a_field_are_found_in_what_it_is_read_as(body: str, path: str, values: list[str]) -> None:
    with pytest.raises(edge.UnknownValue) as refused:
        edge.decoded(msgspec.json.Decoder(Sent), body.encode())
    assert refused.value.path == path
    assert known.values_at(Sent, path) == values
    assert f": {', '.join(values)}." in str(refused.value)


def test_pydantic_says_which_it_knows() -> None:
    with pytest.raises(ValidationError) as wrong:
        TypeAdapter(Colour).validate_python("blue")
    (refused,) = edge.from_pydantic(wrong.value.errors()).refusals
    assert str(refused) == '"blue" is not one of the values known here: red, green.'


def test_what_cannot_be_counted_is_left_out() -> None:
    assert known.values_at(Sent, "things[0].nothing") == []
    assert known.values_at(Sent, "") == []


def test_of_too_many_the_likest_are_told_first() -> None:
    many = [f"way_{n}" for n in range(40)]
    told = known.told([*many, "weighed"], "wieghed").split(", ")
    assert told[0] == "weighed"
    assert len(told) == known.MOST + 1
    assert told[-1] == "…"
