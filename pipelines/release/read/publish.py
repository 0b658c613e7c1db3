"""Publishes a release: to a dataset repository of the Hugging Face hub, or to any file system that Beam knows."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.read.files import list_files, open_binary
from pairloom.pipelines.release.read.manifest import read_manifest
from pairloom.pipelines.release.show.card import CARD
from pairloom.pipelines.release.show.report import REPORT
from pairloom.pipelines.release.write.staging import MANIFEST, staging
from pairloom.schemas.files import join_path, reason_of, replace_file
from pairloom.schemas.manifest import Manifest


@dataclass(frozen=True)
class Upload:
    """The files to publish with their sizes in bytes, the manifest last."""

    files: Sequence[tuple[str, int]]
    manifest: Manifest

    @property
    def bytes(self) -> int:
        """The total size of all files."""
        return sum(size for _, size in self.files)


def prepare_upload(folder: str) -> Upload:
    """The files of the release in `folder`: those listed in its manifest, card, report and the manifest itself.

    Raises ReleaseError if it is not a release or a file is missing.
    """
    manifest = read_manifest(folder)
    names = [*sorted(file.path for file in manifest.files), CARD, REPORT, MANIFEST]
    missing = set(names) - set(list_files(folder))
    if missing:
        raise ReleaseError(f"{folder}: {', '.join(sorted(missing))} is missing; run `pairloom verify` for details")
    return Upload([(name, _size(folder, name)) for name in names], manifest)


def publish_to_hub(folder: str, repo: str, *, private: bool = True, api: Any = None) -> str:
    """Uploads the local release in `folder` to the dataset repository `repo` ("ORG/NAME"), which is created if needed.

    An earlier release there is replaced. The data is uploaded first and the manifest in the last commit, so a
    repository with the manifest of the release is complete. After an interrupted upload, the same call continues it.
    The library finds the token itself (HF_TOKEN or `hf auth login`).

    Returns the repository's address. Raises ReleaseError for errors of the hub or the network.
    """
    from httpx2 import HTTPError  # huggingface_hub 2 uses it and does not wrap its errors
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HFValidationError

    if "://" in folder:
        raise ReleaseError(f"{folder}: copy it to this machine first; the hub's library uploads local folders")
    api = api or HfApi()
    names = [name for name, _ in prepare_upload(folder).files]
    message = f"Release {read_manifest(folder).data_sha256[:12]}"
    try:
        url = str(api.create_repo(repo, repo_type="dataset", private=private, exist_ok=True))
        common = {"repo_id": repo, "repo_type": "dataset", "folder_path": folder}
        stale = ["data/*", "rejected/*", "triplets/*", "text-code/*", "code-code/*"]
        before = [name for name in names if name != MANIFEST]
        api.upload_folder(**common, allow_patterns=before, delete_patterns=stale, commit_message=f"{message}: files")
        api.upload_folder(**common, allow_patterns=[MANIFEST], commit_message=message)
    except (HTTPError, HFValidationError, OSError) as error:
        raise ReleaseError(f"{repo}: the hub refused or could not be reached: {reason_of(error)}") from None
    return url


def publish_to_folder(folder: str, target: str, *, replace: bool = False) -> None:
    """Copies the release in `folder` to `target`, a folder or a URL such as gs://bucket/name. A failed copy leaves no
    release there."""
    names = [name for name, _ in prepare_upload(folder).files]
    with staging(target, replace=replace) as place:
        for name in names:
            with open_binary(join_path(folder, name)) as source, replace_file(join_path(place, name)) as copy:
                shutil.copyfileobj(source, copy, 1 << 20)


def _size(folder: str, name: str) -> int:
    if "://" not in folder:
        return Path(folder, name).stat().st_size
    with open_binary(join_path(folder, name)) as file:
        return file.seek(0, os.SEEK_END)
