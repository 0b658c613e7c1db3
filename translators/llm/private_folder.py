"""The folder that the processes of one user share on one machine."""

import os
import tempfile
from pathlib import Path

from pairloom.translators.base import TranslatorError


def own_folder() -> Path:
    """The user's folder for temporary files. Raises TranslatorError if it belongs to another user."""
    folder = Path(tempfile.gettempdir(), f"pairloom-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise TranslatorError(f"{folder} belongs to another user; remove it or set TMPDIR")
    return folder
