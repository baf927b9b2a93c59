"""Scenes without Slack: a porteuse takes part by mail and browser, and a mentor chooses another time."""

from datetime import timedelta
from functools import partial

from bot.demo.gatherings import COME, DECLINE, Step, announced_at
from bot.demo.letters import newest, opens_link, presses, read, shown
from bot.demo.looks import saying
from bot.demo.pages import DemoPage
from bot.demo.scenes.conference import ABSTRACT, ADD, ASK, SEE, TITLE, USEFUL
from bot.demo.scenes.groups import FIELD, PROPOSE, VOTE
from bot.demo.scenes.mentoring import ANSWER, SEND, SENT, THIRD, fill_in
from bot.demo.scenes.seminars import PORTEURS_NAME, SUPPORT
from bot.demo.scenes.seminars import SUBJECT as OTHERS
from bot.demo.show import Show
from bot.gatherings.model import GatheringSheet

SUBJECT = "Qui répond à nos usagers après les EIG ?"
QUESTION, WORD = "Et si personne ne lit notre code ?", "Clair, et concret."
SECURITY = "Nous voulons vérifier ce que notre outil laisse voir à un attaquant."
DOMAIN = "sécurité informatique"
SCANNED = 50  # how often mail scanners open a link before the reader does
LATER = timedelta(hours=2)


def choose_subjects(show: Show, sheet: GatheringSheet) -> Step:
    """Return the step in which the porteuse accepts a seminar, proposes a subject and supports two."""

    def play() -> None:
        told, who = show.told, show.cast.porteuse_by_mail
        told.sees(who, lambda: read(newest(show, who, PORTEURS_NAME, COME)), PORTEURS_NAME, COME, DECLINE, PROPOSE)
        page = opens_link(show, who, COME, PORTEURS_NAME)
        told.sees(who, lambda: shown(page), PORTEURS_NAME, "Si ce n’est pas vous, ce lien vous a été transmis")
        presses(show, who, page, COME, "C’est noté, vous venez")
        several = presses(show, who, opens_link(show, who, PROPOSE, PORTEURS_NAME), SUPPORT, OTHERS)
        form = presses(show, who, several, PROPOSE, FIELD)
        said = presses(show, who, form, "Proposer ce sujet", SUBJECT, text=SUBJECT)
        form = presses(show, who, said, VOTE, SUBJECT)
        field, choices = next((field, form.options(field)) for field in form.fields if field.startswith("chosen"))
        chosen = [value for words, value in choices.items() if SUBJECT in words or OTHERS in words]
        presses(show, who, form, "Enregistrer", "Merci, c’est noté", **{field: chosen})

    return Step(announced_at(sheet), "Une porteuse sans Slack prépare le séminaire, par e-mail", play)


def come_to_a_talk(show: Show, sheet: GatheringSheet) -> Step:
    """Return the step in which a porteuse accepts a conference by mail and asks a question; scanners change nothing."""

    def play() -> None:
        told, who = show.told, show.cast.porteuse_by_mail
        told.sees(who, lambda: read(newest(show, who, ABSTRACT)), TITLE, ABSTRACT, COME, ASK)
        page = opens_link(show, who, COME, ABSTRACT)
        for _ in range(SCANNED):
            DemoPage(page.address)
        same = COME in DemoPage(page.address).buttons and "vous venez" not in DemoPage(page.address).text
        told.checks(f"un antivirus qui ouvre le lien {SCANNED} fois ne répond pas à sa place", same)
        presses(show, who, page, COME, "C’est noté, vous venez")
        form = presses(show, who, opens_link(show, who, ASK, ABSTRACT), ASK, "Votre question")
        presses(show, who, form, "Poser la question", "Votre question est posée", text=QUESTION)
        presses(show, who, opens_link(show, who, ASK, ABSTRACT), SEE, QUESTION)

    return Step(announced_at(sheet), "Une porteuse sans Slack s’inscrit à la conférence, par e-mail", play)


def say_how_it_was(show: Show, sheet: GatheringSheet) -> Step:
    """Return the step in which a porteuse is asked for feedback by mail, and gives it."""

    def play() -> None:
        told, who = show.told, show.cast.porteuse_by_mail
        told.sees(who, lambda: read(newest(show, who, USEFUL)), USEFUL)
        said = presses(show, who, opens_link(show, who, USEFUL), USEFUL, "Merci, c’est noté")
        form = presses(show, who, said, ADD)
        presses(show, who, form, "Envoyer", "Merci, votre mot est gardé", words=WORD)

    return Step(sheet.appointment.ends + LATER, "Une porteuse sans Slack dit ce que la conférence a apporté", play)


def choose_another_time(show: Show) -> None:
    """A mentor without Slack accepts three of four séances, and chooses another time for the first one."""
    told, eig, mentor = show.told, show.cast.eigs[-1], show.cast.mentor_by_mail
    told.scene("Un mentor sans Slack choisit un autre créneau par e-mail")
    told.does(eig, f"tape /mentorat, écrit « {SECURITY} » et choisit {mentor.name}")
    fill_in(show, eig, need=SECURITY, domain=DOMAIN, mentor=mentor.name)
    show.send(eig, "Continuer", THIRD, f"avec {mentor.name}")
    show.send(eig, SEND, SENT, f"{mentor.name} reçoit la demande")
    eig.close(all=True)
    told.sees(mentor, lambda: read(newest(show, mentor, SECURITY)), SECURITY, ANSWER)
    page = presses(show, mentor, opens_link(show, mentor, ANSWER, SECURITY), ANSWER, "vous demande 4 séances")
    first, time = (next(field for field in page.fields if field.startswith(name)) for name in ("answer-", "time-"))
    # The first option is the time that the team requested.
    words, value = [item for item in page.options(time).items() if item[1]][1]
    told.does(mentor, f"choisit « Un autre créneau », {words}")
    day = words.partition(" à ")[0]
    chosen = {first: ["counter"], time: [value]}
    presses(show, mentor, page, "Envoyer ma réponse", day, "autre créneau proposé", **chosen)
    show.stage.settle()
    told.sees(eig, partial(saying, eig, f"{mentor.name} a répondu"), "3 séances acceptées", day)
