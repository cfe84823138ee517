"""Servers that `wasteflow run` and the tests bring along, where none is configured.

Reading order: `process` (a child that cannot outlive us), `sockets` (where clients meet them),
`unprivileged` (PostgreSQL refuses to run as root), `postgres` (the database), `broker` (what Celery talks through).
"""


class CannotStart(Exception):
    """Wasteflow cannot start here; the text is one sentence that says why and what to do."""
