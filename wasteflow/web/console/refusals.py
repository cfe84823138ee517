"""What is wrong with what was typed into a form. Sentences: docstrings and `console.toml`."""

from wasteflow.core.errors import Refusal


class NotANumber(Refusal):
    """Write a number with digits only, for example 118.5."""


class ChooseOne(Refusal):
    """Choose one of the list."""


class FillIn(Refusal):
    """Fill this in."""


class SixDigits(Refusal):
    """A signing code has six digits."""


class NotATime(Refusal):
    """Write the time as year-month-day hour:minute, for example 2026-11-22 09:30."""


class NotACode(Refusal):
    """Choose a waste code from the list, or write it out, for example 336-054-17."""


class WhichStream(Refusal):
    """This code may stand for several kinds of waste; choose one."""


class HowMany(Refusal):
    """Give one weight for all containers or one for each: {typed} weights stand here, at most {most} containers."""


class NothingChosen(Refusal):
    """Choose at least one batch."""


class WrongLimit(Refusal):
    """What a store may hold is more than 0 and at most {most} t, with three decimals at most."""
