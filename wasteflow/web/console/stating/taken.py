"""What was typed, as the API takes it: one set of rules for both, and all that is wrong told at once."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from wasteflow.core.edge import from_pydantic
from wasteflow.core.errors import Refusals
from wasteflow.web.console.forms import Form

T = TypeVar("T", bound=BaseModel)


def taken(shape: type[T], form: Form, values: dict[str, Any]) -> T:
    """A body of the API; empty fields count as left out. Raises Refusals, each with its field, a field told once."""
    told = {problem.path for problem in form.problems}
    given = {name: value for name, value in values.items() if value not in ("", None) and name not in told}
    try:
        made = shape.model_validate(given)
    except ValidationError as error:
        more = [x for x in from_pydantic(error.errors()).refusals if x.path not in told]
        raise Refusals([*form.problems, *more]) from None
    form.check()
    return made
