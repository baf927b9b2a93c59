"""Scenes of a workshop: a team's question, a coach, a date with an expert by mail, ideas, and actions."""

from datetime import timedelta
from functools import partial

from bot.agenda.model import Appointment
from bot.dates.paris import day_of
from bot.dates.working import shift_out_of_quiet, week_morning
from bot.demo.cast import Correspondent
from bot.demo.gatherings import answers, opens, posted, posted_words, sends, waits_for, writes
from bot.demo.letters import opens_link, presses
from bot.demo.looks import find, modal, newest, saying, seen_alone
from bot.demo.month import MINUTE, move_to
from bot.demo.show import Show
from bot.programme.service import identify
from bot.workshops.model import THOUGHT
from bot.workshops.workshops import list_mine

QUESTION, TITLE = "Que faut-il mesurer en premier ?", "Atelier : Que faut-il mesurer"
EXPERT = Correspondent("Odile Ferrand", "odile.ferrand@exemple.fr")
FORM, DATE, OFFER, OPENED = "Demander un atelier", "Trouver une date", "Dates à proposer", "Atelier"
PRECISE, MAILS = "Préciser", "Personnes à inviter, par e-mail"
TAKE, CHOOSE, ALL, OPEN = "Je m’en occupe", "Choisir la date", "Tout me convient", "Ouvrir"
IDEA, PRODUCT, TRY = "Ajouter une idée", "Ce que nous avons produit", "Noter ce que nous allons essayer"
THOUGHT_OF, MADE = "Compter les dossiers repris à la main", "Quatre indicateurs : https://exemple.fr/indicateurs"
ACTION = "Relever les délais de deux guichets"


def hold_a_workshop(show: Show) -> None:
    """A team asks for a workshop, a coach finds a date, the team prepares it, and its results are kept."""
    _ask(show)
    _find_a_date(show)
    _think(show)
    _keep(show)


def _ask(show: Show) -> None:
    """The team's question is sent to the coaches, once. One of them takes it."""
    told, eig, coach, coachs = show.told, show.cast.eig, show.cast.coach, show.cast.coachs
    told.scene("Un atelier : l’équipe apporte sa question")
    told.does(eig, "tape /dispositifs atelier")
    eig.command("/dispositifs atelier")
    waits_for(show, eig, FORM)
    told.sees(eig, partial(modal, eig), "encore deux ateliers attendus")
    told.does(eig, f"clique sur « {PRECISE} »")
    eig.click(PRECISE)
    show.stage.slack.wait_for(lambda: MAILS in modal(eig))
    mail = f"{EXPERT.name} <{EXPERT.email}>"
    writes(show, eig, {"La question à travailler": QUESTION, MAILS: mail})
    chosen = eig.options("format")[0]  # the first format that suits the phase
    told.does(eig, f"choisit le format « {chosen} »")
    eig.choose("format", chosen)
    sends(show, eig, "Demander", "C’est demandé")
    show.stage.settle()
    told.sees(coach, partial(posted_words, coachs, QUESTION), "demande un atelier", chosen, TAKE)
    answers(show, coach, TAKE, "vous vous occupez de l’atelier", message=posted(coachs, QUESTION))


def _find_a_date(show: Show) -> None:
    """The coach proposes a date to the team and the expert. All accept, and it is booked."""
    told, eig, mate, coach = show.told, show.cast.eig, show.cast.teammate, show.cast.coach
    told.does(coach, f"clique sur « {CHOOSE} »")
    coach.click(CHOOSE, message=coach.replies()[-1])
    waits_for(show, coach, DATE)
    coach.choose("Présence indispensable", eig.name, mate.name)
    show.send(coach, "Chercher les dates", OFFER)
    coach.choose("dates", coach.options("dates")[-1])
    sends(show, coach, "Demander", "C’est parti")
    show.stage.settle()
    for person in (eig, mate):
        told.sees(person, partial(newest, person), "Quand pouvez-vous venir ?", TITLE)
        answers(show, person, ALL, "Votre réponse est envoyée", message=find(person, TITLE))
    presses(show, EXPERT, opens_link(show, EXPERT, ALL, TITLE), ALL, "Votre réponse est envoyée")
    show.stage.settle()
    best = find(coach, TITLE, "la date qui convient le mieux")
    told.does(coach, "choisit la date")
    coach.click(next(label for label in (best.buttons if best else []) if label.startswith("Choisir")), message=best)
    told.sees(coach, partial(seen_alone, coach), "C’est réservé")
    show.stand()
    told.sees(mate, partial(saying, mate, QUESTION, "Quand"), EXPERT.name, "à prévoir", "1 sur 2 en phase", IDEA)
    invited = [letter for letter in show.stage.slack.post.inbox(EXPERT.email) if "invitation" in letter.subject]
    told.checks("l’experte a son invitation d’agenda, une seule", len(invited) == 1)


def _think(show: Show) -> None:
    """A week before, the question is posted in the défi's channel. Somebody adds an idea to the card."""
    told, mate, channel = show.told, show.cast.teammate, show.cast.promotion
    move_to(show, shift_out_of_quiet(_date(show).starts - THOUGHT) + MINUTE)
    told.scene("Une semaine avant, l’équipe y pense ensemble")
    told.sees(mate, partial(posted_words, channel, QUESTION), "Qu’en pensez-vous d’ici là ?", IDEA)
    opens(show, mate, IDEA, title="Une idée", message=posted(channel, QUESTION))
    writes(show, mate, {"Votre idée pour l’atelier": THOUGHT_OF})
    sends(show, mate, "Ajouter", "C’est noté")
    show.stage.settle()
    told.sees(mate, partial(saying, mate, THOUGHT_OF), QUESTION, THOUGHT_OF)


def _keep(show: Show) -> None:
    """In the week after, the team adds results and next steps to the card."""
    told, eig, coach = show.told, show.cast.eig, show.cast.coach
    move_to(show, week_morning(day_of(_date(show).ends) + timedelta(days=7)) + MINUTE)
    told.scene("Après l’atelier : ce qui est produit, ce que l’équipe va essayer")
    asked = find(eig, "qu’en est-il sorti ?")
    opens(show, eig, PRODUCT, title="Ce qui est produit", message=asked)
    writes(show, eig, {PRODUCT: MADE})
    sends(show, eig, "Ajouter", "C’est noté")
    opens(show, eig, OPEN, title=OPENED, message=asked)
    opens(show, eig, TRY, title="Une action")
    writes(show, eig, {"what": ACTION})
    sends(show, eig, "Ajouter l’action", ACTION)
    show.stage.settle()
    told.does(coach, "tape /dispositifs atelier liste")
    listed = coach.command("/dispositifs atelier liste").message
    opens(show, coach, OPEN, title=OPENED, message=listed)
    told.sees(coach, partial(modal, coach), THOUGHT_OF, "Quatre indicateurs")
    coach.close(all=True)


def _date(show: Show) -> Appointment:
    """Return the appointment of the story's workshop. Raises LookupError if it has none."""
    with show.stage.house.tools.reading() as reading:
        several = list_mine(reading, identify(reading, show.cast.eig.id), now=show.stage.clock())
    found = next((sheet.standing for sheet in several if sheet.standing), None)
    if found is None:
        raise LookupError("the workshop has no date")
    return found
