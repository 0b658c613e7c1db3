"""The reader of source code in folders: finds the files of a tree, and reads their functions."""

import os
import posixpath
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass

from pairloom.pipelines.sources.base import Reader, Shard, SourceError, check_text, label_of, machine_part
from pairloom.pipelines.sources.extraction import functions_of
from pairloom.pipelines.sources.files import expand, has_wildcard, read_whole
from pairloom.schemas import CodeRecord, Rejection, guard
from pairloom.schemas.files import BadRow
from pairloom.schemas.guard import Died
from pairloom.schemas.languages import language_of_file
from pairloom.schemas.recipe import SourceSection

STDLIB = "stdlib"
TREE_FILES = 32
"""Source files in one shard: a few tenths of a second of work."""
MAX_SOURCE_FILE = 2 * 2**20
"""Maximum size in bytes. Longer files are generated or minified, and the parser's error recovery is slow in them."""
_TEST_FOLDERS = {"test", "tests", "testing", "testdata", "idle_test"}
_FOREIGN_FOLDERS = {"site-packages", "dist-packages", "node_modules", "vendor", "__pycache__"}
_STDLIB_ONLY = {"idlelib"}


@dataclass(frozen=True)
class TreeReader(Reader):
    """Reads the documented functions of source files. languages: the languages that it reads. reads_stdlib: whether the
    path "stdlib" means the library of the running interpreter."""

    description: str
    formats: tuple[str, ...]
    languages: tuple[str, ...]
    reads_stdlib: bool = False
    takes_tests = False
    takes_programs = False

    def shards(self, source: SourceSection, index: int) -> list[Shard]:
        """Shards of TREE_FILES files each."""
        label = label_of(source, index)
        if source.language and source.language not in self.languages:
            allowed = ", ".join(self.languages)
            raise SourceError(f"{label}.language: {source.reader} does not read {source.language}; allowed: {allowed}")
        root, found = self._files(source)
        if not found:
            path = source.path.resolved
            raise SourceError(f"{label}.path: there is no source file that {source.reader} reads in {path}")
        size = len(found) if source.limit else TREE_FILES
        outside = machine_part(source.path.resolved, source)
        shown_root = STDLIB if self._is_stdlib(source) else root.removeprefix(outside)
        return [
            Shard(source, index, tuple(found[start : start + size]), root, shown_root)
            for start in range(0, len(found), size)
        ]

    def read(self, shard: Shard, file: str) -> Iterator[CodeRecord | Rejection]:
        """The functions of one file."""
        source, root = shard.source, shard.root
        content = read_whole(file, MAX_SOURCE_FILE)
        relative = _relative(file, root)
        language = _language_name(file)
        try:
            functions = guard.call(functions_of, content, language)
        except Died as death:
            raise BadRow(death.reason, str(death), content.decode("utf-8", "replace")) from None
        is_stdlib = self._is_stdlib(source)
        tree = STDLIB if is_stdlib else posixpath.basename(root)
        for ordinal, function in enumerate(functions):
            try:
                name, text, code = _check_function(function)
            except BadRow as problem:
                yield shard.rejection(file, "", problem, problem.payload or "", ordinal)
                continue
            yield CodeRecord.create(
                benchmark=source.benchmark or (STDLIB if is_stdlib else source.reader),
                language=language,
                code=code,
                text=text,
                split=source.split,
                repository=source.repository or _repository(tree, relative),
                path=relative,
                function_name=name,
                license=source.license or ("PSF-2.0" if is_stdlib else ""),
            )

    def _is_stdlib(self, source: SourceSection) -> bool:
        return self.reads_stdlib and source.path == STDLIB

    def _files(self, source: SourceSection) -> tuple[str, list[str]]:
        """The root of the tree and its files, sorted, without tests, third-party packages and hidden files. The
        source's path is a folder, a file, or a pattern."""
        if self._is_stdlib(source):
            root = sysconfig.get_paths()["stdlib"]
            return root, sorted(_walk_stdlib(root))
        path = source.path.resolved
        if has_wildcard(path):
            root, files = _fixed_folder(path), expand(path)
        else:
            root, files = path.rstrip("/"), expand(path.rstrip("/") + "/**")
            if not files and (files := expand(path)):
                root = posixpath.dirname(path)
        languages = (source.language,) if source.language else self.languages
        return root, [file for file in files if _language_name(file) in languages and not _is_foreign(file, root)]


def _check_function(function: tuple[str, str, str] | BadRow) -> tuple[str, str, str]:
    """The name, text and code of a function. Raises BadRow if it cannot be a record."""
    if isinstance(function, BadRow):
        raise function
    name, text, code = function
    try:
        check_text("its code", code)
        check_text("its text", text)
    except BadRow as problem:
        raise BadRow(problem.reason, f"{name}: {problem.detail}", code) from None
    return function


def _language_name(file: str) -> str:
    found = language_of_file(file)
    return found.name if found else ""


def _repository(root: str, relative: str) -> str:
    """The root folder's name and the top-level package or module: what a split by repository keeps together."""
    head, slash, _ = relative.partition("/")
    return f"{root}/{head if slash else posixpath.splitext(head)[0]}".lstrip("/")


def _relative(file: str, root: str) -> str:
    return file.removeprefix(root).lstrip("/").replace(os.sep, "/")


def _is_foreign(file: str, root: str) -> bool:
    """Whether it is a test, hidden, or part of somebody else's package."""
    *folders, name = _relative(file, root).split("/")
    if any(folder.startswith(".") or folder.lower() in _TEST_FOLDERS | _FOREIGN_FOLDERS for folder in folders):
        return True
    return _is_test_file(posixpath.splitext(name)[0])


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
