"""Readers of source code as it lies in folders: which files belong to a tree, and the functions in each."""

import os
import posixpath
import sysconfig
from collections.abc import Iterator

from pairloom.pipelines.sources import source_tree
from pairloom.pipelines.sources.base import Shard, check_text
from pairloom.pipelines.sources.extraction import functions_of
from pairloom.pipelines.sources.files import expand, has_wildcard, read_whole
from pairloom.schemas import CodeRecord
from pairloom.schemas.files import BadRow
from pairloom.schemas.languages import language_of_file
from pairloom.schemas.recipe import Source
from pairloom.translators import guard
from pairloom.translators.guard import Died

STDLIB = "stdlib"
MAX_SOURCE_FILE = 2 * 2**20
"""Bytes. Longer files are generated or minified, and the parser's recovery from errors gets slow in them."""
_TEST_FOLDERS = {"test", "tests", "testing", "testdata", "idle_test"}
_FOREIGN_FOLDERS = {"site-packages", "dist-packages", "node_modules", "vendor", "__pycache__"}
_STDLIB_ONLY = {"idlelib"}


def tree_files(source: Source, path: str) -> tuple[str, list[str]]:
    """The root of the tree at `path` and its files, sorted: not those of tests, of other people's packages, or
    hidden. `path` is a folder, a file, or a pattern."""
    if path == STDLIB and source.reader == "python-source":
        root = sysconfig.get_paths()["stdlib"]
        return root, sorted(_walk_stdlib(root))
    if has_wildcard(path):
        root, files = _fixed_folder(path), expand(path)
    else:
        root, files = path.rstrip("/"), expand(path.rstrip("/") + "/**")
        if not files and (files := expand(path)):
            root = posixpath.dirname(path)
    return root, [file for file in files if _belongs(file, root, source)]


def read_tree_file(shard: Shard, file: str) -> Iterator[CodeRecord]:
    """The records of one file. Raises BadRow if it is not source code that can be parsed."""
    source, root = shard.source, shard.root
    content = read_whole(file, MAX_SOURCE_FILE)
    relative = _relative(file, root)
    language = _language(file, source)
    try:
        functions = guard.call(functions_of, content, language)
    except Died as death:
        raise BadRow(death.reason, str(death), content.decode("utf-8", "replace")) from None
    is_stdlib = source.path == STDLIB and source.reader == "python-source"
    for name, text, code in functions:
        check_text("code", code)
        check_text("text", text)
        yield CodeRecord.create(
            benchmark=source.benchmark or (STDLIB if is_stdlib else source.reader),
            language=language,
            code=code,
            text=text,
            split=source.split,
            repository=source.repository or _repository(STDLIB if is_stdlib else posixpath.basename(root), relative),
            path=relative,
            function_name=name,
            license=source.license or ("PSF-2.0" if is_stdlib else ""),
        )


def _language(file: str, source: Source) -> str:
    if source.reader == "python-source":
        return "python"
    found = language_of_file(file)
    return found.name if found else source.language


def _repository(root: str, relative: str) -> str:
    """The root folder's name and the top-level package or module: what a split by repository keeps together."""
    head, slash, _ = relative.partition("/")
    return f"{root}/{head if slash else posixpath.splitext(head)[0]}".lstrip("/")


def _relative(file: str, root: str) -> str:
    return file.removeprefix(root).lstrip("/").replace(os.sep, "/")


def _belongs(file: str, root: str, source: Source) -> bool:
    language = language_of_file(file)
    if language is None or (source.language and language.name != source.language):
        return False
    if source.reader == "python-source" and language.name != "python":
        return False
    if source.reader == "source-tree" and language.name not in source_tree.LANGUAGES:
        return False
    *folders, name = _relative(file, root).split("/")
    if any(folder.startswith(".") or folder.lower() in _TEST_FOLDERS | _FOREIGN_FOLDERS for folder in folders):
        return False
    return not _is_test_file(posixpath.splitext(name)[0])


def _is_test_file(stem: str) -> bool:
    """test_x.py, x_test.go, XTest.java, XTests.java, x.test.js, x_spec.rb"""
    return stem.startswith(("test_", ".")) or stem.endswith(
        ("_test", "Test", "Tests", ".test", "-test", "_spec", ".spec")
    )


def _walk_stdlib(root: str) -> Iterator[str]:
    skipped = _TEST_FOLDERS | _FOREIGN_FOLDERS | _STDLIB_ONLY
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in skipped]
        yield from (os.path.join(folder, name) for name in names if name.endswith(".py"))  # noqa: PTH118


def _fixed_folder(pattern: str) -> str:
    """The folders of `pattern` before its first wildcard."""
    parts = pattern.split("/")
    first = next(index for index, part in enumerate(parts) if has_wildcard(part))
    return "/".join(parts[:first])
