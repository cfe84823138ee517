"""Why a document is not made or shown."""

from wasteflow.core.errors import Refusal


class ReportOfAnotherCity(Refusal):
    """Reports of a city are made and read by those whose jurisdiction it lies in."""

    status = 403


class NoReportOfPlace(Refusal):
    """Reports are made of a city of the Bay Area, or of all of them together; {code} is not one of the cities."""


class WrongReportMonth(Refusal):
    """{month} is not a month that has begun; write it as 2026-10."""


class WrongSpan(Refusal):
    """A period ends in the month it begins in or later, and has {most} months at most."""


class CrestTooLarge(Refusal):
    """A crest has {most} kB at most, and no side of more than 4,000 pixels."""


class CrestNotRead(Refusal):
    """This crest could not be read ({why}). A PNG, or an SVG of filled shapes alone (path without arcs, polygon, rect,
    circle, ellipse, g) with a viewBox, will do."""


class WrongLanguage(Refusal):
    """Documents are made in {languages}; {language} is none of them."""


class TooLongForPaper(Refusal):
    """The ledger of this period has more than {most} rows, too many for paper. Take fewer days, or the table."""
