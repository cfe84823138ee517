"""HTTP of the ledger import: send a file, get a template."""

import base64
from typing import Annotated, Any, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from pydantic import BaseModel, Field
from starlette.responses import Response

from manifests.ledger import writing
from manifests.ledger.commands import import_ledger
from manifests.ledger.outcome import ImportOutcome, Remark
from wasteflow.core.i18n import sentence
from wasteflow.core.problems import language_of
from wasteflow.people.access import SignedIn

router = APIRouter(prefix="/imports/ledger", tags=["imports"])
MOST_TOLD = 100


class RemarkOut(BaseModel):
    """What is wrong or odd about one cell."""

    row: int = Field(description="Row of the file, from 1, the header counted.")
    column: str = Field(description="The column as the file names it.")
    code: str
    message: str


class ErrorFile(BaseModel):
    """The rows that were not imported, as they were sent, with what to do; mend them and send this file."""

    name: str
    media_type: str
    base64: str


class LedgerImported(BaseModel):
    """What became of the file. Good rows are recorded even where others were refused."""

    rows: int
    accepted: int
    repeated: int = Field(description="Rows that were imported before.")
    refused: int
    errors: list[RemarkOut] = Field(description=f"The first {MOST_TOLD}; all of them stand in the error file.")
    warnings: list[RemarkOut]
    error_file: ErrorFile | None


@router.post("", response_model=LedgerImported)
async def post_ledger(
    request: Request,
    actor: SignedIn,
    site: Annotated[UUID, Form(description="The site whose ledger this is.")],
    file: Annotated[UploadFile, File(description="Produced batches in HJ 1259-2022 columns, .csv or .xlsx.")],
) -> Any:
    """Import a ledger of produced hazardous waste. Safe to send twice: a batch code is recorded once per site."""
    language = actor.language or language_of(request.scope)
    data = await file.read()
    outcome = await import_ledger(
        request.app.state.pool, actor, site=site, name=file.filename or "", data=data, language=language
    )
    return told(outcome, language)


@router.get("/template.{kind}", response_class=Response)
async def get_template(
    request: Request, kind: Literal["csv", "xlsx"], lang: Annotated[str | None, Query(max_length=10)] = None
) -> Response:
    """An empty ledger with an example row."""
    del lang  # read by language_of; named here for the description
    made = writing.template(kind, language_of(request.scope))
    disposition = f"attachment; filename=\"ledger.{kind}\"; filename*=UTF-8''{quote(made.name)}"
    return Response(made.content, media_type=made.media_type, headers={"Content-Disposition": disposition})


def told(outcome: ImportOutcome, language: str) -> LedgerImported:
    """The outcome as the answer says it."""
    made = outcome.error_file
    return LedgerImported(
        rows=outcome.rows,
        accepted=outcome.accepted,
        repeated=outcome.repeated,
        refused=outcome.refused,
        errors=[_remark(outcome, x, language) for x in outcome.errors[:MOST_TOLD]],
        warnings=[_remark(outcome, x, language) for x in outcome.warnings[:MOST_TOLD]],
        error_file=made
        and ErrorFile(name=made.name, media_type=made.media_type, base64=base64.b64encode(made.content).decode()),
    )


def _remark(outcome: ImportOutcome, x: Remark, language: str) -> RemarkOut:
    return RemarkOut(
        row=x.row, column=outcome.column(x.column), code=x.notice.code, message=sentence(x.notice, language)
    )
