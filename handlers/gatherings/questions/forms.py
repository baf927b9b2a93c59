"""What the form of a question holds, and what it carries: the gathering and its own id, nothing of who asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from handlers.kit.reading import mark, number, pieces

Values = Mapping[str, Mapping[str, Any]]
TEXT, ANONYMOUS = "text", "anonymous"
YES = "yes"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed. `gesture`: the form's own id; sent twice, it is one question."""

    gathering_id: int
    gesture: str
    text: str
    anonymous: bool


def carry(gathering_id: int) -> str:
    """Give what a new form carries."""
    return f"{gathering_id} {uuid4()}"


def read_question(private: str, values: Values) -> Asked:
    """Read a question."""
    gathering_id, gesture = pieces(private, 2)
    text = str((values.get(TEXT) or {}).get("value") or "")
    ticked = (values.get(ANONYMOUS) or {}).get("selected_options") or ()
    return Asked(number(gathering_id), mark(gesture), text, anonymous=any(one["value"] == YES for one in ticked))


@dataclass(frozen=True, slots=True)
class Press:
    """What « Soutenir » carries: which question, and whether it is to be supported from now on."""

    question_id: int
    wanted: bool

    def __str__(self) -> str:
        return f"{self.question_id} {int(self.wanted)}"


def read_press(value: str) -> Press:
    """Read what « Soutenir » carries."""
    question_id, wanted = pieces(value, 2)
    return Press(number(question_id), wanted == "1")
