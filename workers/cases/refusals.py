"""Why a case does not go on, or a file is not taken. Sentences: docstrings and `cases.toml`."""

from wasteflow.core.errors import Refusal


class CaseStandsElsewhere(Refusal):
    """\"{step}\" is not possible where this case stands ({status}); read it again, somebody may have gone on."""

    status = 409


class CaseWentOn(Refusal):
    """Somebody else took a step in this case meanwhile (it stands at step {seq}); look at it, then decide anew."""

    status = 409


class ReasonMissing(Refusal):
    """Say it in words: the file has to tell why."""


class InspectedInTheFuture(Refusal):
    """An inspection is recorded after it was made; this time lies in the future."""


class UnknownPoint(Refusal):
    """\"{point}\" is no point of the list; known: {known}."""


class UnknownChecklist(Refusal):
    """There is no list \"{checklist}\" to inspect by; known: {known}."""


class FileTooLarge(Refusal):
    """{name} is larger than {most} MB; take it smaller, or in parts."""

    status = 413


class NoSuchFile(Refusal):
    """{name} is neither a picture (JPEG, PNG, WebP) nor a PDF, nor a spreadsheet (XLSX) without macros."""

    status = 415


class NoSuchPicture(Refusal):
    """{name} is no picture (JPEG, PNG, WebP)."""

    status = 415


class TooManyFiles(Refusal):
    """At most {most} files go with one step; send the others with a further one."""


class FileNotNamed(Refusal):
    """No step that your office or company took in this case names this file; take the step first, then send it."""

    status = 409


class AnothersCase(Refusal):
    """This case is {department}'s to work on; you may read it and add a remark."""

    status = 403


class OnlyTheSharedMinimum(Refusal):
    """Of a case that concerns both sides of a border you are told what both share; the other side acts."""

    status = 403


class NoSuchDepartment(Refusal):
    """\"{department}\" cannot be given a case; those who may: {known}."""


class NotAnOfficer(Refusal):
    """Give it to an officer of your own department in your own jurisdiction."""


class NotAParty(Refusal):
    """This company has no part in the matter; ask one that sent, carried or received it."""


class NoQuestion(Refusal):
    """Your company was not asked about this, or has answered already."""

    status = 404
