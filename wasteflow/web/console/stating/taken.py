"""What was typed, as the API takes it: one set of rules for both."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from wasteflow.core.edge import from_pydantic

T = TypeVar("T", bound=BaseModel)


def taken(shape: type[T], values: dict[str, Any]) -> T:
    """A body of the API; empty fields count as left out. Raises Refusals, each with its field."""
    try:
        return shape.model_validate({name: value for name, value in values.items() if value not in ("", None)})
    except ValidationError as error:
        raise from_pydantic(error.errors()) from None
