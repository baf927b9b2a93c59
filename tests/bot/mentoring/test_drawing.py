"""The machine as bot/README.md draws it, beside the machine."""

import re
from pathlib import Path

from bot.mentoring.cycle import MOVES, CycleState, Event, SessionState

README = Path(__file__).parents[3] / "bot" / "README.md"


def _drawings() -> list[str]:
    return re.findall(r"stateDiagram-v2\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_drawing_of_a_session_is_the_machine() -> None:
    arrows = re.findall(r"(\w+) --> (\w+): ([\w-]+)", _drawings()[1])
    drawn = {(SessionState(start), Event(event)): SessionState(end) for start, end, event in arrows}
    assert drawn == {move: end for move, end in MOVES.items() if move[1] is not Event.DROP}


def test_drawing_of_a_cycle_names_every_state() -> None:
    arrows = re.findall(r"(?:\[\*\]|(\w+)) --> (\w+)", _drawings()[0])
    assert {CycleState(one) for pair in arrows for one in pair if one} == {*CycleState}
