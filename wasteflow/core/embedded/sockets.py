"""Where the embedded servers' unix sockets live: a short path (100 characters is the limit) only we may enter."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from wasteflow.core.embedded import CannotStart


def socket_folder(server: str, data: Path) -> Path:
    """The folder for the socket of `server` on `data`: the same at every start, so that clients find it again.

    Raises CannotStart where somebody else holds its name in the temporary folder.
    """
    key = hashlib.sha256(str(data.absolute()).encode()).hexdigest()[:10]
    folder = Path(tempfile.gettempdir()) / f"wasteflow-{os.geteuid()}-{key}-{server}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as problem:
        raise CannotStart(f"No folder for sockets can be made in {folder.parent}: {problem.strerror}.") from None
    ours = os.geteuid() in (0, found.st_uid)
    if not stat.S_ISDIR(found.st_mode) or not ours or stat.S_IMODE(found.st_mode) & 0o077:
        raise CannotStart(f"{folder} belongs to somebody else or is open to others; remove it, then start again.")
    return folder
