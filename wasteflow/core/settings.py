"""Every setting wasteflow reads, one sentence each; `docs/settings.md` is generated from here."""

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read once at the edge (`settings()`), then passed down; an environment variable
    `WASTEFLOW_<FIELD>` overrides each default."""

    model_config = SettingsConfigDict(env_prefix="WASTEFLOW_", frozen=True, extra="ignore")

    database_url: str | None = Field(
        None,
        description="PostgreSQL server to use (postgresql://user:password@host/database); without it an embedded one is"
        " started.",
        pattern="^postgres(ql)?://",
    )
    broker_url: str | None = Field(
        None,
        description="Celery broker to use (amqp:// or redis://); without it an embedded Redis is started.",
        pattern="^((py)?amqps?|rediss?|redis[+]socket|sentinel|filesystem|memory)://",
    )
    data_dir: Path = Field(
        Path(".data"), description="Folder that holds the embedded database, the broker's socket and files."
    )
    pg_bin: Path | None = Field(
        None, description="Folder of the PostgreSQL programs to embed, instead of the packaged ones."
    )
    host: str = Field("127.0.0.1", description="Address the HTTP server listens on.")
    port: int = Field(8080, ge=1, le=65535, description="Port the HTTP server listens on.")
    public_url: str = Field(
        "http://localhost:8080",
        description="Address people reach wasteflow at; printed into QR symbols.",
        pattern="^https?://[^/]",
    )
    api_processes: int = Field(
        0, ge=0, le=64, description="HTTP server processes; 0: one for every two cores, eight at most."
    )
    pool_size: int = Field(8, ge=1, le=200, description="Database connections of one process.")
    worker_processes: int = Field(2, ge=1, le=64, description="Celery worker processes.")
    lease_seconds: float = Field(60, gt=0, description="How long a worker may hold a job before another may take it.")
    relay_seconds: float = Field(0.1, gt=0, description="How often the relay looks for new work in the database.")
    body_limit: int = Field(
        4 * 1024 * 1024, ge=1024, description="Largest request body in bytes; larger ones are refused with 413."
    )
    position_days: int = Field(
        180, ge=1, le=36600, description="How long it is kept where a person was who recorded an event."
    )
    trail_months: int = Field(24, ge=1, le=120, description="How many months positions of vehicles are kept.")
    photo_limit: int = Field(
        16 * 1024 * 1024,
        ge=1024,
        description="Largest request in bytes that brings a photo; larger ones are refused with 413.",
    )
    session_hours: int = Field(12, ge=1, le=8760, description="How long a sign-in lasts.")
    enrolment_minutes: int = Field(15, ge=1, le=1440, description="How long a code that enrols a phone counts.")
    device_days: int = Field(365, ge=1, le=3660, description="How long an enrolled phone's key counts.")
    signing_keys: Path | None = Field(
        None,
        description="File with the server's private keys (a JWK Set); without it one is made in the data folder.",
    )
    document_certificate: Path | None = Field(
        None,
        description="PEM file with the private key and certificate that sign PDFs; without it the signing key certifies"
        " itself.",
    )
    road_link_minutes: int = Field(
        30, ge=1, le=240, description="How long a driver's link shows a load at the road-side without signing in."
    )
    mail_url: str | None = Field(
        None,
        description="Mail server to send messages by (smtp://user:password@host:587 or smtps://...); without it mails"
        " are written as files into the data folder. Its certificate has to hold; an authority of one's own is named by"
        " the variable SSL_CERT_FILE.",
        pattern="^smtps?://",
    )
    mail_from: str = Field("wasteflow@localhost", description="Address that mails come from.")
    webhook_private: bool = Field(
        False, description="Whether webhooks may go to private addresses, and without encryption."
    )
    log_format: str = Field(
        "text", pattern="^(text|json)$", description="Log lines for people (text) or for machines (json)."
    )
    log_level: str = Field(
        "INFO",
        pattern="(?i)^(debug|info|warning|error|critical)$",
        description="Least severe log level that is written: DEBUG, INFO, WARNING, ERROR or CRITICAL.",
    )
    trusted_proxies: str = Field(
        "127.0.0.1", description="Reverse proxies whose X-Forwarded headers are believed: addresses, commas between."
    )
    demo: bool = Field(True, description="Whether `wasteflow run` loads the demo Bay Area at its first start.")
    demo_days: int = Field(90, ge=1, le=3660, description="Days of custody the demo Bay Area covers.")
    demo_scale: float = Field(
        0.003, gt=0, le=1, description="Share of the real Bay Area's tonnage that the demo carries."
    )
    demo_seed: int = Field(2026, description="Seed of the demo Bay Area; the same seed gives the same Bay Area.")


def unknown(environment: Iterable[str]) -> dict[str, str]:
    """Variables that look like ours and are none: a slip of the pen would else be passed over in silence. Each with
    the one that may be meant, or nothing."""
    ours = {f"WASTEFLOW_{name.upper()}" for name in Settings.model_fields}
    names = (name for name in environment if name.upper().startswith("WASTEFLOW_") and name.upper() not in ours)
    return {name: next(iter(get_close_matches(name.upper(), sorted(ours), 1)), "") for name in sorted(names)}


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
