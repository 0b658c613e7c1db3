"""What the processes of one user share on one machine."""

import os
import tempfile
from pathlib import Path

from pairloom.translators.base import TranslatorError


def own_folder() -> Path:
    """Their folder for temporary files. Raises TranslatorError if it is not theirs."""
    folder = Path(tempfile.gettempdir(), f"pairloom-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise TranslatorError(f"{folder} belongs to somebody else; remove it or set TMPDIR")
    return folder
