"""A vLLM server on this machine. All processes that need the same server share it, and it stops after the last one.

The first process that needs the server starts a guard in a new session. The guard starts vLLM, restarts it when it dies
or does not answer, and stops it when no process uses it. Each user process holds a shared lock on a file, which the
kernel releases if the process is killed. When the guard can take the lock exclusively, no user is left.
"""

import contextlib
import ctypes
import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from huggingface_hub import try_to_load_from_cache

from pairloom.schemas.files import write_beside
from pairloom.schemas.hashing import content_hash
from pairloom.schemas.load import RecipePath
from pairloom.schemas.private_folder import own_folder
from pairloom.schemas.recipe import TranslateSection
from pairloom.translators.base import TranslatorError

RESTARTS = 5
"""The maximum number of restarts of a server within RESTART_WINDOW seconds; then the guard gives up."""
RESTART_WINDOW = 3600.0
SILENCE = 60.0
"""Seconds without an answer to a health check after which a server is restarted."""


class VllmServer:
    """A server with the model and the flags of `settings`, started now or earlier by another process.

    url: its base URL, which ends in /v1. Raises TranslatorError with the end of vLLM's log if it does not start within
    `settings.vllm.start_timeout` seconds.
    """

    def __init__(self, settings: TranslateSection) -> None:
        command = server_command(settings)
        spec = {"command": command, "environment": settings.vllm.environment, "without": [settings.api_key_env]}
        self.folder = _folder(content_hash("vllm server", spec))
        self._used: IO[str] | None = (self.folder / "used").open("a")
        fcntl.flock(self._used, fcntl.LOCK_SH)
        try:
            self._find_or_start(spec)
            self.url = self._wait(settings.vllm.start_timeout)
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Ends the use of the server by this process."""
        if self._used is not None:
            self._used.close()
            self._used = None

    def _find_or_start(self, spec: Mapping[str, Any]) -> None:
        with (self.folder / "starting").open("a") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            if _is_locked(self.folder / "guarded"):
                return
            (self.folder / "state.json").unlink(missing_ok=True)
            (self.folder / "spec.json").write_text(json.dumps(spec))
            guard = subprocess.Popen(
                [sys.executable, "-m", "pairloom.translators.llm.server", str(self.folder)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "TMPDIR": str(own_folder().parent)},  # the server may outlive this command's folder
                start_new_session=True,
            )
            while guard.poll() is None and not _is_locked(self.folder / "guarded"):
                time.sleep(0.05)

    def _wait(self, seconds: float) -> str:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            state = _read_state(self.folder)
            if state.get("state") == "ready":
                return str(state["url"])
            if state.get("state") == "failed" or not _is_locked(self.folder / "guarded"):
                raise TranslatorError(f"the vLLM server does not start:\n{_log_end(self.folder)}")
            time.sleep(0.2)
        raise TranslatorError(f"the vLLM server is not ready after {seconds:g} s:\n{_log_end(self.folder)}")


def server_command(settings: TranslateSection) -> list[str]:
    """The command line of the server, without host and port. Raises TranslatorError if vLLM is not installed."""
    vllm = settings.vllm
    python = _interpreter(vllm.python)
    start = _start_of_command(python)
    folder = Path(settings.model.resolved)
    model = str(folder.absolute()) if folder.is_dir() else settings.model
    command = [*start, model] if start[-1] == "serve" else [*start, "--model", model]
    command += ["--served-model-name", settings.model, "--dtype", vllm.dtype]
    command += ["--tensor-parallel-size", str(vllm.tensor_parallel_size)]
    command += ["--gpu-memory-utilization", str(vllm.gpu_memory_utilization)]
    if settings.revision:
        command += ["--revision", settings.revision, "--tokenizer-revision", settings.revision]
    if vllm.max_model_len is not None:
        command += ["--max-model-len", str(vllm.max_model_len)]
    # answers report the prompt tokens from the prefix cache, unless the recipe sets this flag
    for name, value in {"enable-prompt-tokens-details": True, **vllm.flags}.items():
        option = name.lstrip("-").replace("_", "-")
        if isinstance(value, bool):
            command.append(f"--{option}" if value else f"--no-{option}")
        else:
            command += [f"--{option}", str(value)]
    return command


def model_revision(settings: TranslateSection) -> str:
    """The revision of the model of a server on this machine: the recipe's revision, else the commit of the downloaded
    model, else a hash of the names, sizes, beginnings and ends of the files in its folder; "" if unknown."""
    if settings.revision:
        return settings.revision
    folder = Path(settings.model.resolved)
    if folder.is_dir():
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return "files:" + content_hash("model", *(_described(path, folder) for path in files))[:16]
    environment = {**os.environ, **settings.vllm.environment}
    home = environment.get("HF_HUB_CACHE") or (f"{environment['HF_HOME']}/hub" if "HF_HOME" in environment else None)
    found = try_to_load_from_cache(settings.model, "config.json", cache_dir=home)
    return Path(found).parent.name if isinstance(found, str) else ""


def _described(path: Path, folder: Path, edge: int = 1 << 16) -> str:
    """One line that identifies a file. Reading all weights would take minutes, so only their beginnings and ends are
    hashed."""
    size = path.stat().st_size
    with path.open("rb") as file:
        digest = hashlib.sha256(file.read(edge))
        file.seek(max(edge, size - edge))
        digest.update(file.read())
    return f"{path.relative_to(folder)} {size} {digest.hexdigest()}"


def _interpreter(python: RecipePath) -> str:
    if not python:
        return sys.executable
    # absolute, but symbolic links are not resolved: the interpreter of a virtual environment is one
    found = shutil.which(python) if "/" not in python else str(Path(python.resolved).absolute())
    if found is None or not Path(found).exists():
        raise TranslatorError(f"translate.vllm.python: there is no {python}; `make setup-vllm` prepares an environment")
    return found


def _start_of_command(python: str) -> list[str]:
    """The beginning of the command that starts vLLM in this environment: its script, or its module where the script
    does not work because the package has a name other than vllm."""
    probe = (
        "import importlib.metadata as m, importlib.util as u\n"
        "names = {d.metadata['Name'] for d in m.distributions()}\n"
        "print('serve' if 'vllm' in names else 'module' if u.find_spec('vllm') else 'none')"
    )
    done = subprocess.run([python, "-c", probe], capture_output=True, text=True)
    kind, script = done.stdout.strip(), Path(python).parent / "vllm"
    if kind == "serve" and script.exists():
        return [str(script), "serve"]
    if kind in ("serve", "module"):
        return [python, "-m", "vllm.entrypoints.openai.api_server"]
    raise TranslatorError(
        f"{python} has no vLLM; run `make setup-vllm` and set translate.vllm.python to its interpreter"
    )


def _folder(key: str) -> Path:
    """The folder of one server."""
    folder = own_folder() / f"vllm-{key}"
    folder.mkdir(exist_ok=True)
    return folder


def _is_locked(path: Path) -> bool:
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _read_state(folder: Path) -> dict[str, Any]:
    try:
        state: dict[str, Any] = json.loads((folder / "state.json").read_text())
    except (OSError, ValueError):
        return {}
    return state


_EXCEPTION = re.compile(
    r"^(?:\(\w+ pid=\d+\) )?(?:ERROR [\d: -]+\[[\w.:]+\] )?((?:\w+\.)*\w*(?:Error|Exception)\b:? .*)"
)


def _log_end(folder: Path) -> str:
    """The error in the end of a server's log: the exceptions without their tracebacks, or else the last lines; and the
    path of the log."""
    path = folder / "log"
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            lines = [line.rstrip() for line in deque(file, 400)]
    except OSError:
        return "(no log)"
    found = dict.fromkeys(match[1] for line in lines if (match := _EXCEPTION.match(line)))
    said = list(found)[-3:] or lines[-15:]
    return "\n".join(["".join(c if c.isprintable() else " " for c in line)[:600] for line in said] + [f"({path})"])


class _Guard:
    """Starts, watches and stops one server. Runs in the guard's process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.spec = json.loads((folder / "spec.json").read_text())
        self.port = _free_port()
        self.server: subprocess.Popen[bytes] | None = None
        self.restarts: list[float] = []

    def watch(self) -> None:
        """Keeps the server running while a process uses it."""
        with (self.folder / "used").open("a") as used:
            try:
                self._start()
                self._loop(used)
            finally:
                self._stop()

    def _loop(self, used: IO[str]) -> None:
        worked, heard = False, time.monotonic()
        while not self._unused(used):
            assert self.server is not None
            if self._healthy():
                if not worked:
                    self._say("ready")
                worked, heard = True, time.monotonic()
            dead = self.server.poll() is not None
            if dead and not worked:
                self._say("failed")
                return
            if dead or (worked and time.monotonic() - heard > SILENCE):
                self.restarts = [moment for moment in self.restarts if time.monotonic() - moment < RESTART_WINDOW]
                if len(self.restarts) >= RESTARTS:
                    self._say("failed")
                    return
                self.restarts.append(time.monotonic())
                self._stop()
                self._start()
                heard = time.monotonic() + 600  # loading a model takes long
            time.sleep(0.5)

    def _unused(self, used: IO[str]) -> bool:
        """Whether no process uses the server. If so, the guard keeps the lock until it ends. A new user waits for that
        and starts a new server."""
        try:
            fcntl.flock(used, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in self.spec["without"]}
        with (self.folder / "log").open("ab") as log:
            self.server = subprocess.Popen(
                [*self.spec["command"], "--host", "127.0.0.1", "--port", str(self.port)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment | self.spec["environment"],
                process_group=0,
                preexec_fn=_die_with_parent,
            )

    def _stop(self) -> None:
        if self.server is None:
            return
        for number, seconds in ((signal.SIGTERM, 10), (signal.SIGKILL, 10)):
            try:
                os.killpg(self.server.pid, number)
                self.server.wait(seconds)
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.server.pid, signal.SIGKILL)  # remaining child processes of the server
        self.server.wait()

    def _healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5) as response:
                return bool(response.status == 200)
        except (OSError, ValueError):
            return False

    def _say(self, state: str) -> None:
        with write_beside(self.folder / "state.json") as partial:
            partial.write_text(json.dumps({"state": state, "url": f"http://127.0.0.1:{self.port}/v1"}))


def _die_with_parent() -> None:
    """Makes the server end with its guard, even if the guard is killed (prctl PR_SET_PDEATHSIG; Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> None:
    """The guard: `python -m pairloom.translators.llm.server FOLDER`."""
    folder = Path(sys.argv[1])
    with (folder / "guarded").open("a") as guarded:
        fcntl.flock(guarded, fcntl.LOCK_EX)
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
        (folder / "log").write_bytes(b"")
        _Guard(folder).watch()


if __name__ == "__main__":
    main()
