"""Run a module in a subprocess with limits of time and memory.

Use it for work that may be slow, large or endless: such work then cannot delay answers or fill the bot's memory. The
subprocess gets no secrets: it reads bytes and returns bytes. It ends with its parent."""

import os
import resource
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread

_ROOT = Path(__file__).parents[1]


class SubprocessFailed(Exception):
    """Raised if the subprocess did not finish.

    `code` is "too_long", "killed" (by its limits or from outside) or "broken" (by an error in the module). `written` is
    the output so far."""

    def __init__(self, code: str, written: bytes) -> None:
        super().__init__(code)
        self.code, self.written = code, written


def run_subprocess(module: str, question: bytes, *, seconds: float) -> bytes:
    """Start `module` in a subprocess with the input `question`; return its output. Raises SubprocessFailed.

    The module must call `confine_process` first.
    The subprocess is killed after `seconds`, or when this process ends."""
    # The subprocess reads from `watched`. When this process ends, `held` closes, and the subprocess stops.
    watched, held = os.pipe()
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, no typed text
            [sys.executable, "-m", module, str(watched)],
            input=question,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # A traceback could quote typed text.
            env={"PYTHONPATH": os.pathsep.join([str(_ROOT), *(path for path in sys.path if path)])},
            pass_fds=[watched],
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as end:
        raise SubprocessFailed("too_long", end.output or b"") from None
    finally:
        os.close(watched)
        os.close(held)
    if done.returncode:
        raise SubprocessFailed("killed" if done.returncode < 0 else "broken", done.stdout)
    return done.stdout


def confine_process(*, memory_bytes: int, cpu_seconds: int) -> None:
    """Limit this subprocess (see `run_subprocess`) to `memory_bytes` and `cpu_seconds` of processor time.

    The subprocess ends when its parent process ends."""
    for kind, most in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CPU, cpu_seconds)):
        with suppress(ValueError, OSError):  # Some systems do not support a limit.
            resource.setrlimit(kind, (most, most))
    os.nice(5)
    Thread(target=_exit_with_parent, args=(int(sys.argv[1]),), daemon=True).start()


def _exit_with_parent(pipe_end: int) -> None:
    # Nobody writes to this pipe: the read returns when the parent closes its end.
    os.read(pipe_end, 1)
    os._exit(1)
