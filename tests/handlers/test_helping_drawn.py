"""The directory of helpers names everybody whom it has room for, and counts the others."""

from bot.helping.model import Helper, WordSort
from bot.programme.model import Defi, Membership, Person
from bot.programme.roles import Role
from handlers.helping import views

WORDS = ["accessibilité numérique", "cartographie web", "qualité des données", "conduite d’entretiens"]


def helper(number: int) -> Helper:
    defi = Defi(number, 1, f"Observatoire des données {number}", "Ministère")
    person = Person(number, f"Prénom Nom{number:02}", memberships=(Membership(Role.EIG, 1, number, "dev"),))
    return Helper(
        person, tuple((sort, word) for sort in (WordSort.HELP, WordSort.PRACTISE) for word in WORDS), (defi,), True
    )


def test_nobody_is_dropped_from_the_directory_without_a_word() -> None:
    several = [helper(number) for number in range(1, 41)]
    drawn = views.directory_message(several)
    shown = str([block.to_dict() if not isinstance(block, dict) else block for block in drawn.blocks])
    named = [one.person.name for one in several if one.person.name in shown]
    assert named == [one.person.name for one in several[: len(named)]]
    assert (0 < len(named) < 40, f"{40 - len(named)}" in shown.split(named[-1])[1]) == (True, True)
    assert [one for one in named if one not in drawn.text] == []
