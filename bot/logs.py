"""Who says what in the log, which is standard error: the one place that decides it.

At rest nothing is said; of a request or a message one line at most, when something is wrong with it. A library says
only what it must: Bolt takes the root's level, and would else write down whole requests.
"""

import logging

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
OURS = ("bot", "handlers", "storage")
TOLD_BY_US = ("slack_sdk", "websockets")  # what goes wrong in them reaches us, and is said once


def set_up(*, serving: bool) -> None:
    """Begin to log: while serving from INFO on what is ours; on a command line that people read, faults alone."""
    logging.basicConfig(level=logging.ERROR, format=FORMAT)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO if serving else logging.ERROR)
    for name in TOLD_BY_US:
        logging.getLogger(name).setLevel(logging.CRITICAL)
