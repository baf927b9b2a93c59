"""What the page proposes to try first: book, play who is booked, let time pass; for whoever is played."""

from bot.demo.cast import Cast
from bot.sandbox.browser.controls import Hint
from bot.sandbox.people.person import Person

BOOK = Hint("Réserver un bureau d’aide", "Une heure avec un ou une coach, en trois étapes", "command", "/bureau-aide")
LOOK = Hint("Voir ce qui vous attend", "L’accueil de l’application, pour cette personne", "home")


def tour(cast: Cast, person_id: str, *, soon: str, later: str, moved: bool) -> tuple[Hint, ...]:
    """Give three things to try; `soon` and `later` are the moves of time proposed before and after time was `moved`."""
    first = BOOK if any(one.id == person_id for one in cast.eigs) else LOOK
    other = cast.eig if person_id == cast.coach.id else cast.coach
    wait = Hint("Avancer de deux minutes", "Ce qui est réservé tient, et chaque personne l’apprend", "move", soon)
    if moved:
        wait = Hint("Avancer d’une semaine", "Les rappels viennent à leur heure", "move", later)
    return first, _play(other, "EIG" if other is cast.eig else "coach"), wait


def _play(person: Person, part: str) -> Hint:
    first = person.name.partition(" ")[0]
    return Hint(f"Devenir {first}, {part}", "La même page, vue par une autre personne", "play", person.id)
