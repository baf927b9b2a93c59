"""The scene « une date parmi neuf »: an EIG looks for a date for nine people, one of whom has no Slack."""

from functools import partial

from bot.demo.gatherings import opens, sends, waits_for, writes
from bot.demo.looks import find, modal, newest, saying, seen_alone, words
from bot.demo.pages import DemoPage, links
from bot.demo.show import Show
from bot.sandbox.people.person import Person

WHAT = "Choisir l’outil de suivi"
FORM, OFFER, SENT, ANSWER, DONE = (
    "Trouver une date",
    "Dates à proposer",
    "C’est parti",
    "Quand pouvez-vous ?",
    "C’est envoyé",
)
ASKED, CHOOSE, BOOKED = "Quand pouvez-vous venir ?", "la date qui convient le mieux", "C’est réservé"
OPEN, ALL, SEND, SEARCH, ASK = "Répondre", "Tout me convient", "Envoyer ma réponse", "Chercher les dates", "Demander"
SHOWN = 3  # dates in the question


def find_a_date(show: Show) -> None:
    """Eight people are asked about three dates. All answer, and the best date is booked at once."""
    told, cast = show.told, show.cast
    told.scene("Une date parmi neuf personnes")
    eig, by_mail = cast.eig, cast.porteuse_by_mail
    must = [cast.coach, cast.leads[0]]
    may = [*cast.eigs[1:5], cast.mentor]
    told.does(eig, "tape /dispositifs agenda date")
    eig.command("/dispositifs agenda date")
    waits_for(show, eig, FORM)
    writes(show, eig, {"title": WHAT})
    told.does(eig, "clique sur « Préciser »")
    eig.click("Préciser")
    show.stage.slack.wait_for(lambda: eig.modal is not None and "Des groupes entiers" in eig.modal.text)
    writes(show, eig, {"Présence souhaitée, par e-mail": by_mail.email})
    told.does(
        eig,
        f"choisit {', '.join(person.name for person in must)} (à coup sûr) et {', '.join(guest.name for guest in may)}",
    )
    eig.choose("Présence indispensable", *(person.name for person in must))
    eig.choose("Présence souhaitée", *(guest.name for guest in may))
    show.send(eig, SEARCH, OFFER, "Les autres voient seulement combien de personnes ont dit oui ou non")
    eig.choose("dates", *eig.options("dates")[:SHOWN])
    sends(show, eig, ASK, SENT, "8 personnes reçoivent la question")
    show.stage.settle()
    _answer_by_mail(show)
    for person in [*must, *may[:-1]]:
        told.sees(person, partial(newest, person), ASKED, "n’avez pas encore répondu")
        told.does(person, f"clique sur « {ALL} »")
        person.click(ALL, message=find(person, WHAT))
        told.sees(person, partial(seen_alone, person), "Votre réponse est envoyée")
    _answer_with_a_no(show, may[-1])
    show.stage.settle()
    told.sees(eig, partial(newest, eig), CHOOSE, "tout le monde sauf", "Choisir le")
    told.does(eig, "choisit la première date")
    best = find(eig, CHOOSE)
    eig.click(next(label for label in (best.buttons if best else []) if label.startswith("Choisir le")), message=best)
    told.sees(eig, partial(seen_alone, eig), BOOKED, WHAT, "Revenir en arrière")
    show.stand()
    told.sees(cast.coach, partial(saying, cast.coach, WHAT, "Quand"), WHAT, "Quand", "Je ne pourrai pas venir")
    heard = [sum(WHAT in words(message) for message in person.inbox(threads=False)) for person in (*must, *may)]
    told.checks("chaque personne a reçu la question, puis la date, et rien d’autre", set(heard) == {2})


def _answer_by_mail(show: Show) -> None:
    """Answer « Non » for the first date, on the page of a mail link."""
    told, who = show.told, show.cast.porteuse_by_mail
    letter = show.stage.slack.post.inbox(who.email)[-1]
    told.does(who, f"ouvre « {OPEN} » depuis son e-mail, et répond « Non » pour la première date")
    form = DemoPage(links(letter)[OPEN]).press(OPEN)
    first = next(field for field in form.fields if field.startswith("date-"))
    done = form.press(SEND, **{first: "no"})
    told.sees(who, lambda: done.text, "Votre réponse est envoyée", "non pour")


def _answer_with_a_no(show: Show, person: Person) -> None:
    """Answer « Si besoin » for the last date, in the form."""
    opens(show, person, OPEN, title=ANSWER, message=find(person, WHAT))
    show.told.sees(person, partial(modal, person), "Rien n’est encore envoyé", "Les autres")
    fields = [
        block["block_id"] for block in (person.modal.body["blocks"] if person.modal else []) if block["type"] == "input"
    ]
    person.choose(fields[-1], "Si besoin")
    sends(show, person, SEND, DONE)
