"""Parse the programme's page in a subprocess with a time limit, because long pages can take very long to parse."""

import json
import sys
from dataclasses import asdict

from bot.apart import SubprocessFailed, confine_process, run_subprocess
from bot.catalogue.model import Autre, Catalogue, Dispositif, Fault
from bot.catalogue.page import PageError, page_text, read_page
from bot.runtime.limits import CATALOGUE_PAGE

# Time limit in seconds, with the start of the process. Parsing itself may take CATALOGUE_PAGE.seconds of CPU.
SECONDS = 10.0
MOST_MEMORY = 1_000_000_000  # bytes
_TOO_LONG = "Cette page prend trop de temps à lire\u00a0: simplifiez ses listes et ses liens."


def read_in_subprocess(data: bytes) -> Catalogue:
    """Parse the file of a page in a subprocess, as `read_page` does. Call it outside transactions. Raises PageError."""
    text = page_text(data)
    try:
        told = json.loads(run_subprocess(__name__, text.encode(), seconds=SECONDS))
    except SubprocessFailed:
        raise PageError([Fault(0, _TOO_LONG)]) from None
    if "faults" in told:
        raise PageError([Fault(**fault) for fault in told["faults"]])
    several = [entry | {"autres": tuple(Autre(**each) for each in entry["autres"])} for entry in told["dispositifs"]]
    return Catalogue(told["introduction"], tuple(Dispositif(**entry) for entry in several))


def _serve() -> None:
    confine_process(memory_bytes=MOST_MEMORY, cpu_seconds=int(CATALOGUE_PAGE.seconds))
    try:
        told = asdict(read_page(sys.stdin.buffer.read().decode()))
    except PageError as refusal:
        told = {"faults": [asdict(fault) for fault in refusal.faults]}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    _serve()
