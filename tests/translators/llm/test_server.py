"""The life of the server that we start: shared, started again, gone with its last user. A stand-in for vLLM serves here
(our fault server under vLLM's options), for vLLM takes a minute to start; `test_vllm.py` has the real one."""

import os
import signal
import subprocess
import sys
import textwrap
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from pairloom.schemas import private_folder as machine
from pairloom.schemas.load import validate_recipe
from pairloom.schemas.recipe import TranslateSection
from pairloom.translators.base import TranslatorError
from pairloom.translators.llm import server as vllm_server
from pairloom.translators.llm.server import VllmServer, server_command

STAND_IN = [sys.executable, str(Path(__file__).with_name("fault_server.py")), "--forever"]


def settings(**vllm):
    return TranslateSection.model_validate({"translator": "vllm", "model": "m", "targets": ["go"], "vllm": vllm})


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(machine.tempfile, "gettempdir", lambda: str(tmp_path))


@pytest.fixture
def stand_in(monkeypatch):
    def use(command=STAND_IN):
        monkeypatch.setattr(vllm_server, "server_command", lambda settings: list(command))

    use()
    return use


def processes(folder):
    """Guard and server of the test: all that has its folder or its port in the command line."""
    found = [p for p in psutil.process_iter(["cmdline"]) if str(folder) in " ".join(p.info["cmdline"] or [])]
    return found + [child for guard in found for child in guard.children(recursive=True)]


def eventually(condition, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def healthy(url):
    try:
        with urllib.request.urlopen(url.replace("/v1", "/health"), timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


def test_users_share_one_server_and_it_ends_with_the_last(stand_in, tmp_path):
    first, second = VllmServer(settings()), VllmServer(settings())
    assert first.url == second.url and healthy(first.url)
    running = processes(tmp_path)
    first.release()
    time.sleep(1.5)
    assert healthy(second.url)
    second.release()
    second.release()
    assert eventually(lambda: not any(p.is_running() and p.status() != "zombie" for p in running))
    third = VllmServer(settings())
    assert healthy(third.url)
    third.release()


def test_the_server_ends_when_its_user_is_killed(tmp_path):
    script = f"""
        import sys, time
        from pairloom.schemas import private_folder as machine
        from pairloom.translators.llm import server as vllm_server
        machine.tempfile.gettempdir = lambda: {str(tmp_path)!r}
        vllm_server.server_command = lambda settings: {STAND_IN!r}
        from pairloom.schemas.recipe import TranslateSection
        server = vllm_server.VllmServer(TranslateSection(translator="vllm", model="m", targets=["go"]))
        print(server.url, flush=True)
        time.sleep(1000)
    """
    user = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    url = user.stdout.readline().strip()
    running = processes(tmp_path)
    assert healthy(url) and len(running) >= 2
    os.killpg(user.pid, signal.SIGKILL)
    user.wait()
    assert eventually(lambda: not any(p.is_running() and p.status() != "zombie" for p in running))


def test_the_server_ends_when_its_guard_is_killed(stand_in, tmp_path):
    user = VllmServer(settings())
    guard, server = processes(tmp_path)
    guard.kill()
    assert eventually(lambda: not server.is_running() or server.status() == "zombie")
    user.release()


def test_a_server_that_dies_is_started_again_on_the_same_port(stand_in, tmp_path):
    user = VllmServer(settings())
    _, server = processes(tmp_path)
    server.kill()
    assert eventually(lambda: not healthy(user.url)) and eventually(lambda: healthy(user.url))
    user.release()


def test_a_server_that_does_not_start_is_one_clear_error(stand_in):
    stand_in([sys.executable, "-c", "import sys; sys.exit('no GPU found')"])
    with pytest.raises(TranslatorError, match=r"(?s)does not start.*no GPU found"):
        VllmServer(settings())


def test_what_a_server_died_of_is_said_without_its_traceback(stand_in):
    script = "try:\n  {}['weights']\nexcept KeyError:\n  raise OSError('\x1b[31mno such model')"
    stand_in([sys.executable, "-c", script])
    with pytest.raises(TranslatorError, match="does not start") as caught:
        VllmServer(settings())
    said = str(caught.value).splitlines()
    assert said[1] == "KeyError: 'weights'" and said[2].startswith("OSError: ") and said[2].endswith("no such model")
    assert len(said) == 4 and said[3].endswith("log)")
    assert "Traceback" not in str(caught.value) and "\x1b" not in str(caught.value)


def test_a_server_that_takes_too_long_is_one_clear_error(stand_in):
    stand_in([sys.executable, "-c", "import time; time.sleep(1000)"])
    with pytest.raises(TranslatorError, match="not ready after 2 s"):
        VllmServer(settings(start_timeout=2.0))


def test_the_key_is_not_in_the_servers_environment(stand_in, tmp_path, monkeypatch):
    monkeypatch.setenv("PAIRLOOM_API_KEY", "sk-secret")
    user = VllmServer(settings(environment={"SOME_FLAG": "1"}))
    environment = processes(tmp_path)[1].environ()
    assert environment["SOME_FLAG"] == "1" and "sk-secret" not in environment.values()
    user.release()


def fake_environment(tmp_path, kind, script=True):
    """An interpreter that answers the question which vLLM it has."""
    folder = tmp_path / "env" / "bin"
    folder.mkdir(parents=True)
    (folder / "python").write_text(f"#!/bin/sh\necho {kind}\n")
    (folder / "python").chmod(0o755)
    if script:
        (folder / "vllm").write_text("")
    return folder / "python"


def test_the_command_is_the_one_that_this_vllm_has(tmp_path):
    python = fake_environment(tmp_path, "serve")
    command = server_command(
        settings(
            python=str(python),
            tensor_parallel_size=2,
            max_model_len=4096,
            flags={"enforce_eager": True, "enable-prefix-caching": False, "seed": 3},
        ),
    )
    assert command == [
        str(python.parent / "vllm"), "serve", "m", "--served-model-name", "m", "--dtype", "auto",
        "--tensor-parallel-size", "2", "--gpu-memory-utilization", "0.9", "--max-model-len", "4096",
        "--enable-prompt-tokens-details", "--enforce-eager", "--no-enable-prefix-caching", "--seed", "3",
    ]  # fmt: skip


def test_without_the_script_the_module_is_started(tmp_path):
    python = fake_environment(tmp_path, "module")
    assert server_command(settings(python=str(python)))[:4] == [
        str(python), "-m", "vllm.entrypoints.openai.api_server", "--model",
    ]  # fmt: skip


def test_an_environment_without_vllm_is_one_clear_error(tmp_path):
    with pytest.raises(TranslatorError, match=r"has no vLLM.*make setup-vllm"):
        server_command(settings(python=str(fake_environment(tmp_path, "none"))))
    with pytest.raises(TranslatorError, match="there is no nowhere/bin/python"):
        server_command(settings(python="nowhere/bin/python"))


def test_a_model_in_a_folder_beside_the_recipe_is_found(tmp_path):
    (tmp_path / "m").mkdir()
    python = fake_environment(tmp_path, "serve")
    values = {"translator": "vllm", "model": "m", "targets": ["go"], "vllm": {"python": str(python)}}
    command = server_command(validate_recipe(values, TranslateSection, str(tmp_path / "recipe.toml")))
    assert command[2] == str(tmp_path / "m") and command[command.index("--served-model-name") + 1] == "m"
