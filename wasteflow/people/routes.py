"""HTTP of people: signing in and out, accounts, tokens, the audit log."""

from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from wasteflow.core import paging
from wasteflow.core.clock import now
from wasteflow.core.errors import NotFound, Word
from wasteflow.core.settings import settings
from wasteflow.people import access, commands, queries, schemas
from wasteflow.people.access import Shown, SignedIn, address_of, same_origin
from wasteflow.people.model import Actor
from wasteflow.people.permissions import actions_of, require, scopes

router = APIRouter(tags=["people"])
Serial = Annotated[int, msgspec.Meta(ge=0, lt=2**63)]
Limit = Annotated[int, Query(ge=1, le=500)]
Cursor = Annotated[str | None, Query(max_length=1000)]


class Made(BaseModel):
    """The id of what was made."""

    id: UUID


# --- sessions --------------------------------------------------------------------------------------------


@router.post("/sessions", status_code=201)
async def post_session(request: Request, response: Response, body: schemas.SignIn) -> schemas.SessionOpened:
    """Sign in. The token serves as `Authorization: Bearer`; browsers get it as a cookie."""
    same_origin(request)
    pool = request.app.state.pool
    made = await commands.sign_in(pool, body.name, body.password, address_of(request))
    assert made.expires_at is not None
    found = await queries.recognise(pool, digest=access.digest_of(made.secret), now=now())
    if found is None:  # closed while signing in
        raise access.NotSignedIn()
    set_cookie(response, made)
    return schemas.SessionOpened(token=made.secret, expires_at=made.expires_at, who=who(found.actor))


@router.get("/sessions/current")
async def get_current(actor: SignedIn) -> schemas.SignedInAs:
    """Who am I, what may I do."""
    return who(actor)


@router.get("/sessions")
async def get_sessions(request: Request, actor: SignedIn) -> list[schemas.CredentialOut]:
    """My own sessions and tokens that still count."""
    rows = await queries.credentials(request.app.state.pool, account=actor.account, now=now())
    return [schemas.CredentialOut.model_validate(row, from_attributes=True) for row in rows]


@router.delete("/sessions/current", status_code=204)
async def delete_current(request: Request, response: Response, shown: Shown) -> None:
    """Sign out."""
    await commands.sign_out(request.app.state.pool, shown.actor, shown.credential)
    response.delete_cookie(access.COOKIE, path="/")


@router.delete("/sessions", status_code=204)
async def delete_all(request: Request, response: Response, actor: SignedIn) -> None:
    """Sign out everywhere."""
    await commands.sign_out_everywhere(request.app.state.pool, actor)
    response.delete_cookie(access.COOKIE, path="/")


@router.put("/sessions/current/password", status_code=204)
async def put_own_password(request: Request, actor: SignedIn, body: schemas.OwnPassword) -> None:
    """Change my password; all my sessions end."""
    await commands.change_own_password(request.app.state.pool, actor, body.present, body.password)


# --- accounts --------------------------------------------------------------------------------------------


@router.get("/accounts")
async def get_accounts(
    request: Request,
    actor: SignedIn,
    after: Cursor = None,
    q: Annotated[str | None, Query(max_length=100)] = None,
    org: UUID | None = None,
    limit: Limit = 50,
) -> schemas.AccountPage:
    """Accounts by name."""
    require(actor, "account:edit")
    last = paging.read(after, tuple[str])
    rows = await queries.accounts(request.app.state.pool, after=last[0] if last else None, q=q, org=org, limit=limit)
    more = paging.cursor(rows[-1].name) if len(rows) == limit else None
    return schemas.AccountPage(items=[schemas.AccountOut.of(row) for row in rows], next=more)


@router.post("/accounts", status_code=201)
async def post_account(request: Request, actor: SignedIn, body: schemas.NewAccount) -> Made:
    """Open an account."""
    (made,) = await commands.open_accounts(request.app.state.pool, actor, [body])
    return Made(id=made)


@router.get("/accounts/{id}")
async def get_account(request: Request, actor: SignedIn, id: UUID) -> schemas.AccountOut:
    """One account."""
    require(actor, "account:edit")
    found = await queries.account(request.app.state.pool, id=id)
    if found is None:
        raise NotFound("id", what=Word("subject.account"))
    return schemas.AccountOut.of(found)


@router.put("/accounts/{id}", status_code=204)
async def put_account(request: Request, actor: SignedIn, id: UUID, body: schemas.Person) -> None:
    """Change whom an account belongs to and what it may do."""
    await commands.change_account(request.app.state.pool, actor, id, body)


@router.put("/accounts/{id}/password", status_code=204)
async def put_password(request: Request, actor: SignedIn, id: UUID, body: schemas.NewPassword) -> None:
    """Set somebody's password; all their sessions end."""
    await commands.reset_password(request.app.state.pool, actor, id, body.password)


@router.delete("/accounts/{id}", status_code=204)
async def delete_account(request: Request, actor: SignedIn, id: UUID) -> None:
    """Close an account; what it did stays."""
    await commands.close_account(request.app.state.pool, actor, id)


# --- tokens and the audit log ------------------------------------------------------------------------------


@router.get("/tokens")
async def get_tokens(request: Request, actor: SignedIn, account: UUID) -> list[schemas.CredentialOut]:
    """The sessions and tokens of an account, without their secrets."""
    require(actor, "account:edit")
    rows = await queries.credentials(request.app.state.pool, account=account, now=now())
    return [schemas.CredentialOut.model_validate(row, from_attributes=True) for row in rows]


@router.post("/tokens", status_code=201)
async def post_token(request: Request, actor: SignedIn, body: schemas.NewToken) -> schemas.TokenMade:
    """Make a token for a system; it is shown this once."""
    made = await commands.make_token(request.app.state.pool, actor, body)
    return schemas.TokenMade(id=made.id, token=made.secret, expires_at=made.expires_at)


@router.delete("/tokens/{id}", status_code=204)
async def delete_token(request: Request, actor: SignedIn, id: UUID) -> None:
    """Revoke a token."""
    await commands.revoke_token(request.app.state.pool, actor, id)


@router.get("/audit")
async def get_audit(
    request: Request,
    actor: SignedIn,
    after: Cursor = None,
    account: UUID | None = None,
    subject_kind: Annotated[str | None, Query(max_length=100)] = None,
    subject: Annotated[str | None, Query(max_length=100)] = None,
    limit: Limit = 50,
) -> schemas.AuditPage:
    """Who looked at what is personal, who did what outside custody; newest first."""
    require(actor, "audit:see")
    last = paging.read(after, tuple[Serial])
    rows = await queries.looks(
        request.app.state.pool,
        before=last[0] if last else None,
        account=account,
        subject_kind=subject_kind,
        subject=subject,
        limit=limit,
    )
    more = paging.cursor(rows[-1].id) if len(rows) == limit else None
    items = [schemas.LookOut.model_validate(row, from_attributes=True) for row in rows]
    return schemas.AuditPage(items=items, next=more)


# --- what pages need too -----------------------------------------------------------------------------------


def set_cookie(response: Response, made: commands.Opened) -> None:
    """Give a browser its session: unreadable for scripts, not sent with what other sites start."""
    assert made.expires_at is not None
    response.set_cookie(
        access.COOKIE,
        made.secret,
        expires=made.expires_at,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings().public_url.startswith("https:"),
    )


def who(actor: Actor) -> schemas.SignedInAs:
    """Who somebody is and what they may do, as an answer."""
    return schemas.SignedInAs(
        account=actor.account,
        name=actor.name,
        role=actor.role,
        org=actor.org,
        site=actor.site,
        city=actor.city,
        department=actor.department,
        language=actor.language,
        actions=actions_of(actor),
        scopes=scopes(actor),
    )
