"""Run a module in a subprocess, killed when it exceeds its time or memory, or when its parent ends.

For slow, large or endless work, which must not delay answers or use the bot's memory. The subprocess has no secrets and
no network: bytes in, bytes out."""

import os
import resource
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread

_ROOT = Path(__file__).parents[1]


class Unfinished(Exception):
    """The subprocess did not finish. `code`: "too_long"; "killed", from outside or by its limits; "broken", by an error
    of its own.

    `written`: its output so far."""

    def __init__(self, code: str, written: bytes) -> None:
        super().__init__(code)
        self.code, self.written = code, written


def ask(module: str, question: bytes, *, seconds: float) -> bytes:
    """Start `module`, which gets `question` and calls `confine`; return its output. Raises Unfinished.

    It is killed after `seconds`, or when this process ends."""
    watched, held = os.pipe()  # closed by the system when this process exits; `confine` waits for that
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, nothing of what was given
            [sys.executable, "-m", module, str(watched)],
            input=question,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback could quote what people wrote
            env={"PYTHONPATH": os.pathsep.join([str(_ROOT), *(path for path in sys.path if path)])},
            pass_fds=[watched],
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as end:
        raise Unfinished("too_long", end.output or b"") from None
    finally:
        os.close(watched)
        os.close(held)
    if done.returncode:
        raise Unfinished("killed" if done.returncode < 0 else "broken", done.stdout)
    return done.stdout


def confine(*, memory: int, cpu: int) -> None:
    """Limit the subprocess that `ask` started to `memory` bytes and `cpu` seconds; it ends with its parent."""
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, cpu)):
        with suppress(ValueError, OSError):  # some systems do not support limits
            resource.setrlimit(kind, (most, most))
    os.nice(5)
    Thread(target=_end_with, args=(int(sys.argv[1]),), daemon=True).start()


def _end_with(watched: int) -> None:
    os.read(watched, 1)  # nothing is ever written: this returns when the other end closes
    os._exit(1)
