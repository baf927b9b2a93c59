"""Scenes of a phase's end: half-days, a plan in which a committee does not fit, a support, the committee."""

import re
from datetime import date, datetime, timedelta
from functools import partial

from bot.dates.days_text import read_days
from bot.dates.holidays import add_working_days
from bot.dates.paris import day_of, moment_at
from bot.dates.working import next_working_morning, week_morning
from bot.demo.gatherings import opens, sends, waits_for
from bot.demo.letters import newest, opens_link, presses, read
from bot.demo.looks import find, flat, modal, saying
from bot.demo.month import MINUTE, move_to
from bot.demo.show import Show
from bot.evaluation.model import READING, CommitteeSheet
from bot.evaluation.sheets import list_standing
from bot.evaluation.support.support import ASKED_BEFORE, EARLY
from bot.programme.service import current_promotion
from bot.sandbox.memory.messages import Message
from bot.sandbox.people.person import Person
from storage.evaluation import committees

DEFI, PHASE = "Mémoire ouverte", 2  # the défi and the phase of the story; its porteuse has no Slack
FORM, ASK, CHOOSE, SEARCH = (
    "Comités de la phase",
    "Demander les demi-journées",
    "Choisir mes demi-journées",
    "Chercher les dates",
)
HALF_DAYS, SEND, SET, LINE, KEEP, BOOK = (
    "Mes demi-journées",
    "Envoyer ma réponse",
    "Choisir une date",
    "Une ligne",
    "Garder cette ligne",
    "Réserver ces comités",
)
IF = r"auraient une date si (.+?) pouvait aussi le (.+?), (matin|après-midi)"
HOURS = {"matin": "09:00", "après-midi": "14:00"}
SUPPORT, SUPPORT_TITLE, ANSWER, APART, SAVE = (
    "Ouvrir le support",
    "Support du comité",
    "Répondre",
    "Répondre à part",
    "Enregistrer",
)
ONE, OTHER = "Deux archives ont essayé l’outil.", "Trois archives ont essayé l’outil, une l’a gardé."
BOTH = "Trois archives ont essayé l’outil ; celle de la Vire l’a gardé."
HARD, HERS, AIM = (
    "Personne ne numérise les plans.",
    "Mes collègues s’en servent pour répondre au public.",
    "Cinq archives s’en servent chaque semaine",
)
SHEET, SHEET_TITLE = "Ouvrir la feuille", "Feuille du comité"
DECISION, DISAGREES = "Ouvrir l’outil à toutes les archives du département", "Sofia Marques, qui préfère attendre"
CALL, NAME = "Appeler les archives voisines", "Trouver qui tiendra l’outil après nous"
TWO_WEEKS = 16  # from the Monday of a week to the Wednesday of the week after next


def ask_half_days(show: Show) -> None:
    """People are asked for half-days. Two EIG exclude some, and the porteuse answers by mail."""
    told, cast = show.told, show.cast
    told.scene("Fin de phase : quelles demi-journées sont possibles pour les comités ?")
    _open_form(show, cast.coach, "3 défis n’ont pas encore leur comité")
    told.does(cast.coach, f"clique sur « {ASK} »")
    cast.coach.click(ASK)
    told.sees(cast.coach, partial(modal, cast.coach), "la question part à chaque personne")
    cast.coach.close(all=True)
    show.stage.settle()
    weeks = _open_half_days(show, cast.eig)
    only = next(
        option for option in cast.eig.options(weeks[-1]) if not option.startswith("Mercredi")
    )  # the day on which the team does not work
    told.does(cast.eig, f"ne garde que : {only}")
    for week in weeks:
        cast.eig.choose(week, *([only] if week == weeks[-1] else []))
    sends(show, cast.eig, SEND, "une demi-journée sur", "est possible pour vous")
    weeks = _open_half_days(show, cast.teammate)
    told.does(cast.teammate, f"décoche : {only}")
    cast.teammate.choose(weeks[-1], *(option for option in cast.teammate.options(weeks[-1]) if option != only))
    sends(show, cast.teammate, SEND, "C’est noté", "sont possibles pour vous")
    who = cast.porteuse_by_mail
    form = presses(show, who, opens_link(show, who, CHOOSE), CHOOSE, "décochez ce qui n’est pas possible")
    week = form.fields[0]
    told.does(who, "décoche une demi-journée")
    presses(show, who, form, SEND, "C’est noté", **{week: [*form.options(week).values()][1:]})


def plan_committees(show: Show) -> None:
    """The committees are planned. One of three has no date: a coach changes the suggestion, then books all."""
    told, coach = show.told, show.cast.coach
    told.scene("Tous les comités d’un coup, et celui qui ne tient pas")
    _open_form(show, coach, "Sans réponse")
    show.send(
        coach,
        SEARCH,
        "2 comités sur 3 ont une date",
        "Il n’existe pas de meilleure répartition",
        "auraient une date si",
    )
    found = re.search(IF, flat(modal(coach)))
    if found is None:
        raise LookupError("the plan names nobody who would let one more in")
    name, words, half = found.groups()
    (named,) = read_days(f"{words} fermé", today=day_of(show.stage.clock()))
    told.does(coach, f"en parle avec {name}, qui peut finalement le {words} ({half}), et choisit cette date")
    opens(show, coach, SET, title=LINE)
    coach.fill("day", named.day.isoformat())
    coach.fill("time", HOURS[half])
    coach.choose("coaches", coach.name)
    show.send(coach, KEEP, "3 comités sur 3 ont une date", "Vous avez changé ce qui était proposé", "Rapport : échange")
    sends(show, coach, BOOK, "C’est réservé : 3 comités", "Revenir en arrière")
    show.stand()
    told.sees(show.cast.eig, partial(saying, show.cast.eig, "Comité d’évaluation :"), words, coach.name)
    who = show.cast.porteuse_by_mail
    told.sees(who, lambda: read(newest(show, who, "Comité d’évaluation")), DEFI)


def write_the_support(show: Show) -> None:
    """Two EIG type in one field at once, and no word is lost. The porteuse answers by mail; the coach reads."""
    told, (first, other), who = show.told, team(show), show.cast.porteuse_by_mail
    sheet, empty = committee_of(show, PHASE), "vous n’avez encore rien écrit dans le support"
    day = day_of(sheet.appointment.starts)
    move_to(show, week_morning(add_working_days(day, -ASKED_BEFORE)) + MINUTE)
    told.scene("Trois personnes remplissent le support du comité")
    told.sees(first, partial(saying, first, empty), empty, SUPPORT)
    for person in (first, other):
        opens(show, person, SUPPORT, title=SUPPORT_TITLE, message=find(person, empty))
        opens(show, person, ANSWER, title="Nos réponses")
    first.fill("succes", ONE)
    show.send(first, SAVE, "C’est enregistré", ONE, "Il manque encore")
    other.fill("succes", OTHER)
    other.fill("difficultes", HARD)
    show.send(other, SAVE, "Quelqu’un a enregistré d’autres mots", ONE)
    told.does(other, f"fait des deux textes un seul : « {BOTH} »")
    other.fill("succes", BOTH)
    show.send(other, "Enregistrer ce texte", "C’est enregistré", BOTH, HARD)
    opens(show, first, "Proposer des objectifs", title="Pour la suite")
    first.fill("aim1", AIM)
    show.send(first, SAVE, "Objectifs pour la suite", AIM)
    for person in (first, other):
        person.close(all=True)
    form = presses(show, who, opens_link(show, who, APART, "rien écrit"), APART, "Vos mots restent à côté")
    field = next(name for name in form.form(SAVE) if name.endswith(".succes"))
    presses(show, who, form, SAVE, "C’est enregistré", **{field: HERS})
    move_to(show, moment_at(add_working_days(day, -READING), EARLY) + MINUTE)
    host, to_read = host_of(show, sheet), "le support est à lire"
    told.sees(host, partial(saying, host, to_read, DEFI), BOTH, f"Réponse à part de : {who.name}", "Il manque encore")


def hold_the_committee(show: Show) -> None:
    """A decision and two actions are noted in the meeting. The minutes are sent the next morning, also by mail."""
    told, (first, other), who = show.told, team(show), show.cast.porteuse_by_mail
    sheet = committee_of(show, PHASE)
    host, starts = host_of(show, sheet), sheet.appointment.starts
    move_to(show, starts + 10 * MINUTE)
    told.scene("Le comité : une décision, deux actions, et le compte rendu le lendemain")
    for person in (host, other):
        opens(show, person, SHEET, title=SHEET_TITLE, message=with_button(person, SHEET))
    told.sees(other, partial(modal, other), BOTH, f"{who.name}, à part", HERS)
    opens(show, host, "Noter une décision", title="Une décision")
    host.fill("what", DECISION)
    host.fill("disagrees", DISAGREES)
    show.send(host, "Noter la décision", DECISION, "En désaccord")
    due = due_of(starts).isoformat()
    for what, owner in ((CALL, other.name), (NAME, who.name)):
        opens(show, other, "Ajouter une action", title="Une action")
        other.fill("what", what)
        other.choose("owner", owner)
        other.fill("due", due)
        show.send(other, "Ajouter l’action", what, owner, DECISION)
    for person in (host, other):
        person.close(all=True)
    move_to(show, next_working_morning(sheet.appointment.ends) + MINUTE)
    written = "ce qui a été écrit"
    told.sees(first, partial(saying, first, written), DECISION, DISAGREES, f"{CALL} ({other.name}")
    told.sees(who, lambda: read(newest(show, who, "Compte rendu")), DEFI, DECISION, f"{NAME} ({who.name}")


def book_one(show: Show, coach: Person, *, phase: int) -> None:
    """Book the committee of the story's défi alone, in the current phase."""
    _open_form(show, coach, f"Phase {phase}")
    coach.choose("defis", DEFI)
    show.send(coach, SEARCH, "1 comité sur 1 a une date")
    sends(show, coach, BOOK, "C’est réservé : un comité")
    show.stand()


def committee_of(show: Show, phase: int) -> CommitteeSheet:
    """Return the committee of the story's défi in a phase. Raises LookupError without one."""
    with show.stage.house.tools.reading() as reading:
        promotion = current_promotion(reading, show.stage.clock(), person=None)
        of = committees.round_of(reading, promotion.id, phase) if promotion else None
        several = list_standing(reading, of.id) if of else []
    found = next((sheet for sheet in several if sheet.defi.name == DEFI), None)
    if found is None:
        raise LookupError(f"no committee of {DEFI} in phase {phase}")
    return found


def team(show: Show) -> tuple[Person, Person]:
    """Return two EIG of the story's défi."""
    return show.cast.eigs[-1], show.cast.eigs[-2]


def host_of(show: Show, sheet: CommitteeSheet) -> Person:
    """Return the host of a committee."""
    names = {sheet.people[id_].name for id_ in sheet.appointment.host_ids}
    return next(person for person in (show.cast.coach, show.cast.colleague) if person.name in names)


def due_of(starts: datetime) -> date:
    """Return when the actions of the committee are due: on the Wednesday of the week after next."""
    day = day_of(starts)
    return day + timedelta(days=TWO_WEEKS - day.weekday())


def with_button(person: Person, label: str) -> Message:
    """Return the newest message to a person about the défi that has this button. Raises LookupError without one."""
    several = reversed(person.inbox(threads=False))
    found = next((message for message in several if label in message.buttons and DEFI in flat(message.words)), None)
    if found is None:
        raise LookupError(f"{person.name} has no message with « {label} »")
    return found


def _open_form(show: Show, coach: Person, *what: str) -> None:
    show.told.does(coach, f"tape /dispositifs programme, puis clique sur « {FORM} »")
    coach.click(FORM, message=coach.command("/dispositifs programme").message)
    waits_for(show, coach, FORM)
    show.told.sees(coach, partial(modal, coach), *what)


def _open_half_days(show: Show, person: Person) -> list[str]:
    """Open the form of half-days from the question. Return the names of its fields, one for each week."""
    asked = "quelles demi-journées sont possibles pour vous"
    show.told.sees(person, partial(saying, person, asked), asked, CHOOSE)
    opens(show, person, CHOOSE, title=HALF_DAYS, message=find(person, asked))
    blocks = person.modal.blocks if person.modal else []
    return [block["block_id"] for block in blocks if block["type"] == "input"]
