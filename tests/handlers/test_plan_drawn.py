"""The plan of committees has a line a défi, however many there are."""

from dataclasses import replace

from handlers.evaluation.planning import views
from tests.handlers.evaluation_examples import CARTE, NOW, plan


def test_a_plan_of_sixty_defis_shows_each() -> None:
    given, names = plan(), [f"Défi numéro {number:02}" for number in range(1, 61)]
    defis = {number: replace(CARTE, id=number, name=name) for number, name in enumerate(names, start=1)}
    lines = tuple(replace(given.written.lines[0], defi_id=number) for number in range(1, 41))
    wish = replace(given.written.wish, defi_ids=tuple(defis))
    drawn = views.plan_modal(
        replace(given, defis=defis, written=replace(given.written, wish=wish, lines=lines)), now=NOW
    )
    assert [name for name in names if name not in str(drawn)] == []
    assert len(drawn["blocks"]) <= 100
