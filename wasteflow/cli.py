"""The command line: `python -m wasteflow COMMAND`. Every process of wasteflow is started here."""

import errno
import os
import sys
import warnings
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, NoReturn
from uuid import UUID

import asyncpg
import click
import msgspec
from pydantic import ValidationError

from manifests.replay import Report
from wasteflow.core import log
from wasteflow.core.db import Pool, open_pool
from wasteflow.core.embedded import CannotStart
from wasteflow.core.errors import Refusal, Refusals
from wasteflow.core.i18n import text
from wasteflow.core.migrate import MigrationEdited, migrate
from wasteflow.core.settings import Settings, settings

FULL = "The disk that holds the data is full; make room, or choose another WASTEFLOW_DATA_DIR."


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def wasteflow() -> None:
    """Tracks solid and hazardous waste across the Greater Bay Area.

    Settings are environment variables named WASTEFLOW_...; docs/settings.md lists them.
    """


def main() -> None:
    """The entry point: what is wrong with the surroundings is one sentence, never a traceback."""
    with _sentences():
        wasteflow(prog_name="wasteflow", standalone_mode=True)


@wasteflow.command()
def run() -> None:
    """Start everything on this machine, with a demo Bay Area; Ctrl-C stops it."""
    from wasteflow import run

    run.run(settings(), _say)


@wasteflow.command()
def api() -> None:
    """Serve HTTP."""
    import uvicorn

    from wasteflow.core.keys import signing_keys

    chosen = _process()
    signing_keys(chosen)  # what is wrong with them is told now, in one sentence
    uvicorn.run(
        "wasteflow.app:serve_app",
        factory=True,
        host=chosen.host,
        port=chosen.port,
        workers=chosen.api_processes or _half_the_cores(),
        loop="uvloop",
        http="httptools",
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        forwarded_allow_ips=chosen.trusted_proxies,
        timeout_graceful_shutdown=10,
    )


def _half_the_cores() -> int:
    """The database needs the other half."""
    return min(8, max(1, (os.cpu_count() or 1) // 2))


@wasteflow.command()
def relay() -> None:
    """Hand what was announced in the database to the workers."""
    from workers.relay import run

    run(_process())


@wasteflow.command()
def worker() -> None:
    """Do the jobs: alerts, indicators, documents."""
    from celery.platforms import SecurityWarning

    chosen = _process()
    # Celery fears root because of pickled messages; ours are JSON and hold nothing but a job's id.
    warnings.filterwarnings("ignore", category=SecurityWarning)
    from wasteflow.works import celery

    celery.worker_main(
        [
            "worker",
            f"--concurrency={chosen.worker_processes}",
            f"--loglevel={chosen.log_level}",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ]
    )


@wasteflow.command()
def beat() -> None:
    """Start what runs by the clock."""
    chosen = _process()
    from wasteflow.works import celery

    # The schedule starts afresh with the process: what is due is decided in the database.
    celery.start(["beat", "--scheduler", "celery.beat:Scheduler", "--pidfile", "", "--loglevel", chosen.log_level])


@wasteflow.command("migrate")
def migrate_() -> None:
    """Bring the database's schema up to date; safe to repeat."""
    applied = _with_url(migrate)
    _say("\n".join(f"{m.number:04}_{m.name}" for m in applied) or "nothing to do")


@wasteflow.command()
def load_catalog() -> None:
    """Bring the database's catalogue (codes, cities, factors) up to date; safe to repeat."""
    from wasteflow.catalog.load import load_catalog

    _with_url(load_catalog)


@wasteflow.command()
@click.option("--days", type=click.IntRange(1, 3660), help="Days of custody to make.")
@click.option("--scale", type=click.FloatRange(0, 1, min_open=True), help="Share of the real tonnage.")
@click.option("--seed", type=int, help="The same seed gives the same Bay Area.")
def demo(days: int | None, scale: float | None, seed: int | None) -> None:
    """Fill the database with a simulated Bay Area."""
    from wasteflow.prepare import load_demo

    chosen = settings()
    log.configure(chosen.log_format, "WARNING")
    _with_url(
        lambda url: load_demo(
            url,
            days=days or chosen.demo_days,
            scale=scale or chosen.demo_scale,
            seed=chosen.demo_seed if seed is None else seed,
            say=_say,
            progress=_progress,
        )
    )


@wasteflow.command()
@click.argument("name")
@click.option("--person", required=True, help="Whose account it is, as others see it.")
@click.password_option(help="Asked for where it is not given.")
def administrator(name: str, person: str, password: str) -> None:
    """Open an administrator's account: the first of a new installation."""
    from wasteflow.people.commands import open_accounts
    from wasteflow.people.model import HOUSE, Role
    from wasteflow.people.schemas import NewAccount

    account = NewAccount(name=name, person=person, role=Role.ADMINISTRATOR, password=password)
    _with_pool(lambda pool: open_accounts(pool, HOUSE, [account]))
    _say(f"{name} may sign in now")


@wasteflow.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
def new_keys(path: Path) -> None:
    """Make the server's signing keys in a new file, for WASTEFLOW_SIGNING_KEYS."""
    from wasteflow.core.keys import write_new

    try:
        write_new(path)
    except FileExistsError:
        _fail(f"{path} is there already; a key is never overwritten.")
    _say(f"{path} written; keep a copy of it where nobody else reads it")


@wasteflow.command()
@click.argument("text")
@click.option("--keys", "keys_file", type=click.File("rb"), required=True, help="What /.well-known/jwks.json gave.")
def verify_qr(text: str, keys_file: BinaryIO) -> None:
    """Say, with no network, what is to be thought of the text of a QR; ends with 0 only where it is genuine."""
    import json

    from manifests.codes import issuing, signed_qr
    from wasteflow.core import clock
    from wasteflow.core.keys import NotAKey

    try:
        known_keys = issuing.known_keys(json.load(keys_file))
    except (ValueError, KeyError, TypeError, NotAKey):
        _fail("The file is not what it should be: a JWK Set.")
    answer = signed_qr.judge(text, keys=known_keys, now=clock.now())
    _say(msgspec.json.encode(answer).decode())
    sys.exit(0 if answer.verdict is signed_qr.Verdict.GENUINE else 1)


@wasteflow.command()
@click.option("--check", is_flag=True, help="Compare rows with their events.")
@click.option("--rule", "rules", multiple=True, help="Run this rule (or several) over history instead.")
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="First day looked at, in the Bay Area.")
@click.option("--to", "until", type=click.DateTime(["%Y-%m-%d"]), help="Last day looked at.")
def replay(check: bool, rules: tuple[str, ...], since: datetime | None, until: datetime | None) -> None:
    """Fold every event anew and compare with the rows that screens read; or say what a rule would have raised.
    Nothing is written."""
    if check == bool(rules):
        _fail("Say either --check or --rule.")
    if rules:
        _replay_rules(rules, since, until)
        return
    from manifests import replay
    from workers.cases import replay as cases
    from workers.indicators import rollup

    async def all_(pool: Pool) -> tuple[Report, list[rollup.Difference], tuple[int, dict[UUID, str]]]:
        return await replay.check(pool), await rollup.check(pool), await cases.check(pool)

    report, cells, (worked_on, wrong) = _with_pool(all_)
    for subject, why in (report.different | wrong).items():
        _say(f"{subject}: {why}")
    for cell in cells:
        _say(f"{cell.cell}: {cell.stands}, counted anew {cell.counted}")
    _say(
        f"{report.subjects} subjects, {report.events} events, {len(report.different)} different;"
        f" {len(cells)} sums different; {worked_on} cases, {len(wrong)} different"
    )
    sys.exit(0 if report.ok and not cells and not wrong else 1)


def _replay_rules(names: tuple[str, ...], since: datetime | None, until: datetime | None) -> None:
    """What these rules would have raised, and how many in each month."""
    from wasteflow.core.clock import BAY_AREA
    from wasteflow.core.i18n import text
    from workers.anomalies import replay, trips
    from workers.anomalies.engine import rules_of

    try:
        chosen = rules_of(names)
    except KeyError as error:
        _fail(f"There is no rule {error.args[0]}.")

    async def run(pool: Pool) -> replay.Report:
        await trips.catch_up(pool)
        first = since.replace(tzinfo=BAY_AREA) if since else None
        last = until.replace(tzinfo=BAY_AREA) + replay.DAY if until else None
        return await replay.run(pool, chosen, since=first, until=last)

    report = _with_pool(run)
    for rule, raised in report.per_rule().items():
        for one in raised:
            said = text(f"rules.{rule}.{one.found.finding.says}", "en", **one.found.finding.facts)
            _say(f"{one.at.astimezone(BAY_AREA):%Y-%m-%d %H:%M} {rule} {one.found.severity} {said}")
    counts = ", ".join(f"{rule}: {len(raised)}" for rule, raised in report.per_rule().items())
    _say(f"{report.subjects} subjects, {report.events} events looked at; would have raised {counts or 'nothing'}")


@wasteflow.command()
@click.option("--days", default=90, show_default=True, help="Loads that left so many days ago, or later.")
@click.option("--limit", default=50, show_default=True)
def suspects(days: int, limit: int) -> None:
    """Loads in the order in which they stand apart, with their reasons; a list to choose inspections from."""
    from datetime import timedelta

    from wasteflow.core import clock
    from wasteflow.core.i18n import DEFAULT
    from workers.anomalies import trips
    from workers.anomalies.ranking import listing

    async def run(pool: Pool) -> list[listing.Suspect]:
        await trips.catch_up(pool)
        async with pool.acquire() as conn:
            now = clock.now()
            return await listing.inspection_list(conn, since=now - timedelta(days=days), now=now, limit=limit)

    for suspect in _with_pool(run):
        reasons = "，".join(text(f"ranking.{reason}", DEFAULT) for reason in suspect.reasons)
        _say(f"{suspect.score:.2f} {suspect.number} {reasons}")


@wasteflow.command()
@click.argument("name")
@click.option("--mode", type=click.Choice(["on", "shadow", "off"]), required=True)
@click.option("--reason", required=True, help="Why; it is kept.")
@click.option("--by", default="", help="Who decided it; it is kept.")
def rule(name: str, mode: str, reason: str, by: str) -> None:
    """Switch a rule: on; shadow (what it finds stands on the rule's page and is told to nobody); off."""
    from wasteflow.core import clock
    from workers.anomalies import store
    from workers.anomalies.engine import rules_of

    try:
        rules_of([name])
    except KeyError:
        _fail(f"There is no rule {name}.")

    async def switch(pool: Pool) -> None:
        async with pool.acquire() as conn:
            await store.set_mode(conn, rule=name, at=clock.now(), mode=mode, reason=reason, person=by)

    _with_pool(switch)
    _say(f"{name} is {mode}")


@wasteflow.command()
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--keys", "keys_file", type=click.File("rb"), help="What /.well-known/jwks.json gave; for a file.")
def verify(file: BinaryIO | None, keys_file: BinaryIO | None) -> None:
    """Verify every signature of a device, every receipt, every device's count; name what was altered.

    With a file instead: the evidence bundle of a case, or a PDF. Whether it is as it was signed, with no network and no
    database; of a PDF without --keys, by this installation's keys and archive, also whether it was superseded.
    """
    if file is not None:
        data = file.read()
        if data.startswith(b"%PDF-"):
            _verify_pdf(data, keys_file)
        _verify_bundle(data, keys_file)
    from manifests.signed import verify
    from wasteflow.core.keys import signing_keys

    report = _with_pool(lambda pool: verify.verify(pool, signing_keys(settings())))
    for (subject, event), why in report.altered.items():
        _say(f"{subject} {event}: {why}")
    for kid, broken in report.broken.items():
        for what in broken:
            _say(f"device {kid}: {what}")
    for kid, missing in report.missing.items():
        _say(f"device {kid}: not come yet: {', '.join(map(str, missing[:20]))}{' ...' if missing[20:] else ''}")
    _say(
        f"{report.signatures} signatures of {report.devices} devices, {len(report.altered)} altered,"
        f" {len(report.broken)} counts broken"
    )
    sys.exit(0 if report.ok else 1)


def _verify_pdf(data: bytes, keys_file: BinaryIO | None) -> NoReturn:
    from reports.proof import certificate, checking
    from reports.proof.model import Checked, Verdict
    from wasteflow.core.keys import NotAKey

    async def asked(pool: Pool) -> Checked:
        async with pool.acquire() as conn:
            return await checking.of_file(conn, settings(), data)

    if keys_file is None:
        found = _with_pool(asked)
    else:
        try:
            found = checking.offline(data, certificate.read_known(keys_file.read()))
        except (NotAKey, ValueError):
            _fail("The file is not what it should be: a JWK Set, or certificates as PEM.")
    paper = found.paper
    version = f", version {paper.version} of {paper.newest}" if paper else ""
    signed = f", signed {found.signed_at:%Y-%m-%d %H:%M}Z" if found.signed_at else ""
    open_ = "; whether it was superseded is not known without the archive" if keys_file and signed else ""
    _say(f"{found.verdict}{': ' if found.number else ''}{found.number}{version}{signed}{open_}")
    sys.exit(0 if found.verdict is Verdict.GENUINE else 1)


def _verify_bundle(data: bytes, keys_file: BinaryIO | None) -> NoReturn:
    import json

    from wasteflow.core.keys import NotAKey, public_key
    from workers.cases import bundle

    if keys_file is None:
        _fail("Name the server's public keys: --keys jwks.json, as /.well-known/jwks.json gives them.")
    try:
        public = [public_key(jwk) for jwk in json.load(keys_file)["keys"]]
    except (ValueError, KeyError, TypeError, AttributeError, NotAKey):
        _fail("The file is not what it should be: a JWK Set.")
    found = bundle.check(data, public)
    for why in found.wrong:
        _say(why)
    _say(
        f"case {found.reference or '?'}: {'NOT as it was signed' if found.wrong else 'as it was signed'};"
        f" {found.files} files, {found.signatures} device signatures,"
        f" made {found.made_at or '?'}, key {found.signer or '?'}"
    )
    sys.exit(1 if found.wrong else 0)


@wasteflow.command()
@click.option("--check", is_flag=True, help="Only say which pages are stale.")
def docs(check: bool) -> None:
    """Write the pages of docs/ that come from the program."""
    from wasteflow import generated

    stale = generated.stale() if check else generated.write()
    for page in stale:
        _say(f"{page} is stale; run `make docs`" if check else f"{page} written")
    sys.exit(1 if check and stale else 0)


@wasteflow.command()
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="A file, instead of the screen.")
def openapi(to: Path | None) -> None:
    """Print the OpenAPI description of the HTTP interface."""
    import json

    from wasteflow.app import create_app

    text = json.dumps(create_app().openapi(), ensure_ascii=False, indent=2) + "\n"
    if to is None:
        click.echo(text, nl=False)
    else:
        to.write_text(text, encoding="utf-8")


def _say(line: str) -> None:
    click.echo(line)


def _progress(stage: str, done: int, of: int) -> None:
    """One line that is written over on a terminal; in a file, a line for every tenth."""
    line = f"  {text(f'demo.stage.{stage}', 'en'):<50} {done:>4} of {of}"
    if sys.stdout.isatty():
        click.echo(f"\r{line}", nl=done == of)
    elif done == of or of < 10 or done % (of // 10) == 0:
        click.echo(line)


def _process() -> Settings:
    """The settings of a process that needs servers, with its logs set up."""
    chosen = settings()
    for name, value in (("DATABASE", chosen.database_url), ("BROKER", chosen.broker_url)):
        if value is None:
            raise CannotStart(f"WASTEFLOW_{name}_URL is not set; `wasteflow run` starts everything this needs.")
    log.configure(chosen.log_format, chosen.log_level)
    return chosen


def _with_url(act: Callable[[str], Coroutine[Any, Any, Any]]) -> Any:
    import uvloop

    from wasteflow.prepare import database

    with database(settings()) as url:
        return uvloop.run(act(url))


def _with_pool(act: Callable[[Pool], Coroutine[Any, Any, Any]]) -> Any:
    async def with_pool(url: str) -> Any:
        pool = await open_pool(url, 2)
        try:
            return await act(pool)
        finally:
            await pool.close()

    return _with_url(with_pool)


@contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except CannotStart as problem:
        _fail(str(problem))
    except MigrationEdited as problem:
        _fail(f"{problem}; a change to the schema is a new file.")
    except ValidationError as problem:
        _fail("; ".join(f"WASTEFLOW_{str(e['loc'][0]).upper()}: {e['msg'].lower()}" for e in problem.errors()) + ".")
    except Refusal as problem:
        _fail(str(problem))
    except Refusals as problem:
        _fail(" ".join(map(str, problem.refusals)))
    except asyncpg.DiskFullError:
        _fail(FULL)
    except asyncpg.PostgresError as problem:
        _fail(f"The database refuses: {str(problem).splitlines()[0]}.")
    except OSError as problem:
        if problem.errno == errno.ENOSPC:
            _fail(FULL)
        if isinstance(problem, (ConnectionError, TimeoutError)):
            _fail(f"The database does not answer: {problem}.")
        raise


def _fail(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(1)
