"""The machine as docs/decisions draws it, beside the machine."""

import re
from pathlib import Path

from bot.mentoring.cycle import MOVES, OPEN, CycleState, SessionEvent, SessionState

DECISIONS = Path(__file__).parents[3] / "docs" / "decisions"
ANY_REQUEST = "request"  # the one node that stands for all that somebody has yet to answer


def _drawing(page: str) -> str:
    text = (DECISIONS / page).read_text(encoding="utf-8")
    return text.partition("stateDiagram-v2\n")[2].partition("```")[0]


def test_drawing_of_a_session_is_the_machine() -> None:
    arrows = re.findall(r"(\w+) --> (\w+): ([\w-]+)", _drawing("seance.md"))
    drawn = {(SessionState(start), SessionEvent(event)): SessionState(end) for start, end, event in arrows}
    assert drawn == {move: end for move, end in MOVES.items() if move[1] is not SessionEvent.DROP}


def test_drawing_of_a_cycle_names_every_state() -> None:
    drawing = _drawing("cycle.md")
    (alias,) = re.findall(rf'state "(.+)" as {ANY_REQUEST}', drawing)
    assert {CycleState(one) for one in re.split(r", | or ", alias)} == {*OPEN}
    arrows = re.findall(r"(?:\[\*\]|(\w+)) --> (\w+)", drawing)
    assert {CycleState(one) for pair in arrows for one in pair if one not in ("", ANY_REQUEST)} == {*CycleState}
