"""Two folders change places in one step, where the system can do that: then there is no moment without either.

Linux: ``renameat2`` with ``RENAME_EXCHANGE`` (man 2 rename); macOS: ``renamex_np`` with ``RENAME_SWAP``. Elsewhere, and on file
systems that cannot, the caller has to rename twice.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path
from typing import Final

_HERE: Final = -100
"""AT_FDCWD: names are as seen from the working folder."""
_EXCHANGE: Final = 2
"""RENAME_EXCHANGE and RENAME_SWAP have the same value."""
_CANNOT: Final = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})


def exchange(one: Path, other: Path) -> bool:
    """Let two folders of one file system change places; False where this system or file system cannot.

    raises : OSError where it can and does not, with EXDEV where the two are on different file systems.
    """
    if os.name != "posix":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform.startswith("linux") and hasattr(library, "renameat2"):
        failed = library.renameat2(_HERE, first, _HERE, second, _EXCHANGE)
    elif sys.platform == "darwin" and hasattr(library, "renamex_np"):
        failed = library.renamex_np(first, second, _EXCHANGE)
    else:
        return False
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(one), None, str(other))
