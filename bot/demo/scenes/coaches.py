"""Scenes of coaches: an absence, a hand-over, a cancellation, a request for which no slot is free."""

from datetime import date, datetime, timedelta
from functools import partial

from bot.dates.holidays import is_working_day
from bot.dates.hours import parse_clock
from bot.dates.paris import day_of, moment_at
from bot.dates.words import moment_words
from bot.demo.looks import button_for, buttons, card, card_words, find, last, modal, saying, seen_alone, words
from bot.demo.scenes.booking import FIRST, fill_in
from bot.demo.show import Show

HOURS, HAND_OVER, CANCEL = "Vos disponibilités", "Confier le rendez-vous", "Annuler le rendez-vous"
HANDED, BOOK_AGAIN, NONE_FITS = "animera à la place de", "Réserver un autre créneau", "Aucun ne convient"
CALL, TAKE, PROPOSE = "Demander à l’équipe des coachs", "Je m’en occupe", "Proposer des dates"
ABSENT = timedelta(days=75)  # beyond the 60 days that can be booked
NEED = "Notre prototype doit être audité avant son ouverture."
WISHED = "Un mercredi ou un vendredi après-midi."


def close_two_months(show: Show, raced: dict[str, str]) -> None:
    """A coach will be absent, sees the appointments on these days, hands one over and cancels the other."""
    told, cast = show.told, show.cast
    told.scene("Un coach s’absente")
    away, kept, lost = cast.colleague, cast.teammate, cast.rival
    told.does(away, "tape /disponibilites")
    away.command("/disponibilites")
    show.opened(away, HOURS)
    today = day_of(show.stage.clock())
    closed = f"du {_typed(today + timedelta(days=1))} au {_typed(today + ABSENT)} fermé"
    told.does(away, f"écrit dans « Exceptions » : « {closed} »")
    away.fill("days", closed)
    show.send(away, "Vérifier", "Voici ce que j’ai compris", "fermé", "2 rendez-vous sont en dehors", kept.name)
    show.send(away, "Enregistrer", "Vos disponibilités sont enregistrées", HAND_OVER, CANCEL)
    told.does(away, f"clique sur « {HAND_OVER} », pour le rendez-vous de {kept.name}")
    away.click(button_for(away, HAND_OVER, name=kept.name))
    show.opened(away, HAND_OVER)
    told.does(away, f"choisit {cast.coach.name}")
    away.choose("À qui", cast.coach.name)
    show.send(away, "Confier", "C’est confié", f"{cast.coach.name} animera")
    away.close(all=True)
    told.sees(kept, partial(saying, kept, HANDED), f"{cast.coach.name} animera à la place de {away.name}")
    told.sees(cast.coach, partial(card_words, cast.coach, raced[kept.name]), kept.name, "Autres actions")
    told.does(away, f"clique sur « {CANCEL} », sur la carte de l’autre rendez-vous")
    away.click(CANCEL, message=card(away, raced[lost.name]))
    show.opened(away, CANCEL)
    away.fill("reason", "Je m’absente deux mois")
    show.send(away, "Annuler le rendez-vous", "C’est annulé", raced[lost.name])
    away.close(all=True)
    show.stand()
    told.sees(lost, partial(saying, lost, BOOK_AGAIN), f"{away.name} l’a annulé", "Je m’absente deux mois", BOOK_AGAIN)
    again = buttons(card(lost, raced[lost.name]))
    told.checks("de la carte annulée, on peut réserver à nouveau", again == ["Réserver à nouveau"])


def ask_without_a_slot(show: Show) -> None:
    """The coach whom a team wants has no free slot. Another coach takes the request and proposes times."""
    told, cast = show.told, show.cast
    told.scene("Aucun créneau n’est libre")
    team, coach = cast.rival, cast.coach
    told.does(team, f"clique sur « Réserver un autre créneau » et redemande {cast.colleague.name}")
    team.click(BOOK_AGAIN, message=find(team, BOOK_AGAIN))
    show.opened(team, FIRST)
    fill_in(show, team, need=NEED, host=cast.colleague)
    told.sees(team, lambda: modal(team), f"{cast.colleague.name} n’a aucun créneau libre", CALL)
    show.press(team, CALL, title="Demander une date")
    told.does(team, f"écrit : « {WISHED} »")
    team.fill("wished", WISHED)
    show.send(team, "Envoyer la demande", "Demande envoyée")
    team.close(all=True)
    told.sees(coach, lambda: words(last(cast.coachs.messages)), "Sentinelle des rivières", WISHED, TAKE)
    told.checks(
        "le canal des coachs n’apprend pas le besoin",
        all(NEED not in message.words for message in cast.coachs.messages),
    )
    told.does(coach, f"clique sur « {TAKE} »")
    coach.click(TAKE, message=last(cast.coachs.messages))
    told.sees(coach, partial(saying, coach, WISHED), "Demande du défi", NEED, WISHED, PROPOSE)
    taken = f"{coach.name} s’occupe de votre demande"
    told.sees(team, partial(saying, team, taken), taken)
    _agree_on_a_date(show, _dates(show.stage.clock()))


def _agree_on_a_date(show: Show, dates: list[datetime]) -> None:
    told, team, coach = show.told, show.cast.rival, show.cast.coach
    told.does(coach, "ouvre l’accueil du bot")
    show.stage.settle()
    home = coach.open_home()
    told.sees(coach, lambda: home.words, "Ce qui vous attend", "attend vos dates", PROPOSE)
    told.does(coach, f"clique sur « {PROPOSE} »")
    coach.click(PROPOSE, message=home)
    show.opened(coach, PROPOSE)
    whens = [moment_words(moment, show.stage.clock()) for moment in dates]
    told.does(coach, f"choisit {' et '.join(whens)}")
    for field, start in zip(("Premier créneau", "Deuxième créneau"), dates, strict=True):
        coach.fill(field, str(int(start.timestamp())))
    show.send(coach, "Proposer", "C’est proposé")
    coach.close(all=True)
    told.sees(team, partial(saying, team, NONE_FITS), f"{coach.name} vous propose des dates", *whens, NONE_FITS)
    told.does(team, f"clique sur « Choisir {whens[1]} »")
    team.click(f"Choisir {whens[1]}", message=find(team, NONE_FITS))
    told.sees(team, partial(seen_alone, team), "C’est noté", whens[1], "Revenir en arrière")
    show.stand()
    for person in (team, coach):
        told.sees(person, partial(card_words, person, whens[1]), f"Bureau d’aide {whens[1]}", NEED)


def _dates(now: datetime) -> list[datetime]:
    """Return the first two Wednesdays or Fridays, from next week on, that are working days, at 14 h."""
    days = [day_of(now) + timedelta(days=number) for number in range(7, 40)]
    free = [day for day in days if day.weekday() in (2, 4) and is_working_day(day)]
    return [moment_at(day, parse_clock("14h")) for day in free[:2]]


def _typed(day: date) -> str:
    return f"{day:%d/%m/%Y}"
