"""What was answered lately to requests that changed something: who sends one again is answered alike."""

from collections import OrderedDict
from threading import Lock

from slack_bolt import BoltResponse

ROOM = 2_000_000  # characters of all answers that are kept; a form with four lists of times has 100,000


class Lately:
    """The last answers by their requests' marks, in this process alone: an answer can hold what few may read."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: OrderedDict[str, BoltResponse] = OrderedDict()
        self._held = 0

    def keep(self, mark: str, answer: BoltResponse) -> None:
        """Keep an answer, and forget the oldest ones that have no room any more."""
        with self._lock:
            self._answers[mark] = answer
            self._held += len(answer.body) + len(mark)
            while self._held > ROOM:
                oldest, gone = self._answers.popitem(last=False)
                self._held -= len(gone.body) + len(oldest)

    def find(self, mark: str) -> BoltResponse | None:
        """Give what was answered, None where it is not known (any more)."""
        with self._lock:
            return self._answers.get(mark)
