"""Celery as wasteflow uses it: a bell. A message carries a job's id and nothing else; all may be lost or doubled."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from celery import Celery

from wasteflow.core.settings import Settings

QUEUE = "wasteflow"
LOOK_AT = "wasteflow.look_at"


def connect(settings: Settings) -> Celery:
    """A Celery that talks to the broker of these settings; nothing is opened before it is used."""
    url = settings.broker_url or "redis://localhost:6379/0"
    celery = Celery("wasteflow", set_as_current=False)
    celery.conf.update(
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_default_queue=QUEUE,
        worker_concurrency=settings.worker_processes,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=True,  # ours are acknowledged early: cancels none
        broker_connection_timeout=4,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_url=url,
        broker_transport_options=_options(url),
        timezone="UTC",
    )
    if urlsplit(url).scheme == "filesystem":
        celery.conf.broker_url = "filesystem://"
    return celery


def _options(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme == "filesystem":  # filesystem:///some/folder, where no Redis comes with the packages
        folder = Path(parts.path)
        for name in ("queue", "control"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        queue = str(folder / "queue")
        return {
            "data_folder_in": queue,
            "data_folder_out": queue,
            "control_folder": str(folder / "control"),
            "polling_interval": 0.05,
        }
    if parts.scheme.startswith("redis"):
        return {"socket_connect_timeout": 4, "socket_timeout": 30}
    return {}
