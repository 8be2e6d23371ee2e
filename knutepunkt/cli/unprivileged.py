"""Runs PostgreSQL's programs also for root, whom they refuse."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

_NOBODY = 65534
# Within a user namespace the same process merely appears as nobody: root's files stay root's.
_NAMESPACE = ("unshare", "--user", f"--map-user={_NOBODY}", f"--map-group={_NOBODY}")
# Where namespaces are forbidden (most containers): another user, who may still pass through root's folders.
_OTHER_USER = (
    *("setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"),
    *("--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override", "--bounding-set=-all,+dac_override"),
)


class NoWay(RuntimeError):
    """This machine lets root become nobody else."""


@cache
def prefix() -> tuple[str, ...]:
    """Return the words to put before a command so that it does not run as root: none for everybody else.

    Raises `NoWay`.
    """
    if os.geteuid() != 0:
        return ()
    for words in (_NAMESPACE, _OTHER_USER):
        if (
            shutil.which(words[0])
            and subprocess.run([*words, "true"], check=False, capture_output=True).returncode == 0
        ):
            return words
    raise NoWay("PostgreSQL does not run as root, and root cannot become somebody else here; run as another user")


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def hand_over(folder: Path) -> None:
    """Give a folder and what is in it to the user that `prefix` makes, unless it is that user's already."""
    owner = _NOBODY if prefix() == _OTHER_USER else os.geteuid()
    if folder.stat().st_uid == owner:
        return
    for entry in (folder, *folder.rglob("*")):
        os.chown(entry, owner, owner if owner == _NOBODY else -1, follow_symlinks=False)
