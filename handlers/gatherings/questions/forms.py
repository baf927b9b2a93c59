"""What the form of a question holds, and what it carries: the gathering and its own id, nothing of who asks."""

from dataclasses import dataclass
from uuid import uuid4

from handlers.kit.reading import Fields, mark, number, pieces

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


def read_question(private: str, values: Fields) -> Asked:
    """Read a question."""
    gathering_id, gesture = pieces(private, 2)
    anonymous = YES in values.ticked(ANONYMOUS)
    return Asked(number(gathering_id), mark(gesture), values.typed(TEXT), anonymous=anonymous)


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
