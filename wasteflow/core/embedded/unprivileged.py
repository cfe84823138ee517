"""How root starts PostgreSQL, which refuses to run as root."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wasteflow.core.embedded import CannotStart

_INSIDE = 1000  # any number but 0; within the namespace only
_NOBODY = 65534


@dataclass(frozen=True)
class Identity:
    """A command prefix under which a program does not see itself as root, and who then owns its files."""

    prefix: tuple[str, ...] = ()
    owner: int | None = None  # None: files stay ours

    def command(self, program: Path, *arguments: str, dies_with: str | None = None) -> list[str]:
        """The full command; `dies_with` names the signal for when our process dies (changing identity clears it)."""
        tie = ("setpriv", "--pdeathsig", dies_with, "--") if dies_with and self.prefix else ()
        return [*self.prefix, *tie, str(program), *arguments]

    def give(self, *folders: Path) -> None:
        """Hand folders, and what is in them, to the owner under whom the program will run."""
        if self.owner is None:
            return
        for folder in folders:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, self.owner, self.owner, follow_symlinks=False)


@cache
def identity() -> Identity:
    """Who to be: ourselves, or as root the first of the ways that works on this machine.

    A user namespace changes no file's owner, but containers often forbid it; `setpriv` changes to `nobody`
    and keeps the one capability that lets it through the closed folders above (such as /root).
    Raises CannotStart where root has neither.
    """
    if os.geteuid() != 0:
        return Identity()
    namespace = ("unshare", "--user", f"--map-user={_INSIDE}", f"--map-group={_INSIDE}", "--")
    if _works([*namespace, "setpriv", "--pdeathsig", "keep", "--", "true"]):
        return Identity(namespace)
    setpriv = ("setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups")
    for keep in (("--inh-caps=+dac_override", "--ambient-caps=+dac_override"), ()):
        if _works([*setpriv, *keep, "--", "true"]):
            return Identity((*setpriv, *keep, "--"), owner=_NOBODY)
    raise CannotStart(
        "PostgreSQL does not run as root and neither `unshare` nor `setpriv` (package util-linux) works here; "
        "start wasteflow as an ordinary user, or set WASTEFLOW_DATABASE_URL to a server."
    )


def _works(command: Sequence[str]) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
