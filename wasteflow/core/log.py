"""Structured logs on standard error: lines for people, or JSON for machines.

`bind(request=...)` or `bind(job=...)` names what is being done; every line written until it ends carries it,
those of libraries too.
"""

import logging
import logging.config
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

# A line per request or message says nothing that the database does not say better.
CHATTY = ("uvicorn.access", "celery.worker.strategy", "celery.app.trace", "celery.beat")


def configure(format_: str, level: str) -> None:
    """Set up logging for this process; `format_` is `text` or `json`, `level` a name such as `INFO`."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        _without_copies,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Any]
    if format_ == "json":
        last = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        last = [
            structlog.dev.ConsoleRenderer(
                colors=False,
                pad_event_to=0,
                pad_level=False,
                exception_formatter=structlog.dev.plain_traceback,  # the pretty one prints locals: secrets too
            )
        ]
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "structured": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
            "root": {"handlers": ["stderr"], "level": level.upper()},
            "loggers": {name: {"level": "WARNING"} for name in CHATTY},
        }
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module: `log = logger(__name__)`, then `log.info("what happened", manifest=id)`."""
    return structlog.stdlib.get_logger(name)


@contextmanager
def bind(**ids: object) -> Iterator[None]:
    """Every line written inside carries `ids`, in this task and the ones it starts."""
    with structlog.contextvars.bound_contextvars(**ids):
        yield


def _without_copies(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """uvicorn and Celery hand over the text of the line once more."""
    event.pop("color_message", None)
    event.pop("data", None)
    return event
