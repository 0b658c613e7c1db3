"""The process in which pscript runs: one JSON line {"code": …} in, one JSON line {"reply": …} or {"error": …} out.

It runs apart from the pipeline because no limit on time or memory can be put on a call: here each request arms an
alarm whose default action ends the process, also inside C code, and the address space is bounded. Whoever started it
sees from the exit status what happened. Start it as `python -m pairloom.translators.transpile.worker SECONDS BYTES`.
"""

import json
import os
import resource
import signal
import sys

from pairloom.translators.transpile.python_to_js import Unsupported, python_to_js


def answer(line: str) -> dict[str, str]:
    """The reply to one request line. MemoryError is left to the caller: the process is not to be trusted after it."""
    try:
        return {"reply": python_to_js(json.loads(line)["code"])}
    except Unsupported as error:
        return {"error": f"unsupported: {error}"}
    except SyntaxError as error:
        return {"error": f"syntax: not valid Python: {error.msg} (line {error.lineno})"}
    except RecursionError:
        return {"error": "unsupported: nested too deeply"}


def main() -> None:
    """Answers until its input ends."""
    seconds, memory = float(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # whatever a library prints must not mix with the answers
    for line in sys.stdin:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            reply = json.dumps(answer(line))
        except MemoryError:
            reply = json.dumps({"error": "memory: the translation needs more memory than it may have"})
        signal.setitimer(signal.ITIMER_REAL, 0)
        print(reply, file=answers, flush=True)


if __name__ == "__main__":
    main()
