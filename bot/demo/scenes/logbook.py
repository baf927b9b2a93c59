"""Scenes of personal data: logbook, offers of help, own data; and the closing of the promotion."""

from functools import partial

from bot.demo.gatherings import answers, opens, sends, waits_for, writes
from bot.demo.letters import newest, opens_link, presses, read, shown
from bot.demo.looks import find, modal, saying, words
from bot.demo.scenes.changes import COME_BACK
from bot.demo.show import Show
from bot.sandbox.people.person import Person

PAGE, WRITING, ADVANCED = "Mon carnet de bord", "J’écris pour moi", "Qu’est-ce qui a avancé"
SAVE, ALONE = "Enregistrer", "Personne d’autre que vous ne lit cette page."
SECRET, OTHER = "J’ai osé dire non au comité de pilotage.", "Animer une réunion à trente"
SKILL, LEVEL = "Accessibilité numérique", "Je fais avec de l’aide"
HELP, HIDDEN_WORD = "Dire où je peux aider", "parler en public"
CLOSE, REOPEN = "Clore la promotion", "Rouvrir la promotion"
TALK, READ, SENT = "En parler avec mon coach", "Relire avant d’envoyer", "C’est envoyé"


def keep_a_logbook(show: Show) -> None:
    """An EIG writes in their logbook, rates a skill, reserves an hour, and shares an entry with their coach."""
    told, cast = show.told, show.cast
    eig, coach = cast.eig, cast.coach
    told.scene("Le carnet de bord, que personne d’autre ne lit")
    told.does(eig, "tape /dispositifs carnet")
    eig.command("/dispositifs carnet")
    waits_for(show, eig, PAGE)
    told.sees(eig, partial(modal, eig), ALONE, "Ce mois-ci", ADVANCED)
    for name, said in (("avance", SECRET), ("apprendre", OTHER)):
        told.does(eig, "clique sur « Répondre »" if name == "avance" else "clique sur « Écrire »")
        eig.click(f"logbook.write:{name}")
        waits_for(show, eig, WRITING)
        writes(show, eig, {name: said})
        show.send(eig, SAVE, said)
    opens(show, eig, "Choisir mes compétences", title="Mes compétences")
    eig.choose("skills", SKILL)
    show.send(eig, SAVE, f"{SKILL} : à vous de dire où vous en êtes")
    opens(show, eig, "Dire où j’en suis", title="Où j’en suis")
    eig.choose("niveau-0", LEVEL)
    show.send(eig, SAVE, f"{SKILL} : « {LEVEL} »")
    opens(show, eig, "Choisir mon heure", title="Mon heure du mois")
    show.send(eig, SAVE, "C’est noté", "vendredi")
    eig.close()
    waits_for(show, eig, PAGE)
    opens(show, eig, TALK, title="En parler avec mon coach")
    eig.choose("entry", next(option for option in eig.options("entry") if ADVANCED in option))
    eig.choose("coach", coach.name)
    show.send(eig, READ, f"{coach.name} lira exactement ceci", SECRET)
    sends(show, eig, "Envoyer", SENT, "réserver une heure avec cette personne")
    show.stage.settle()
    told.sees(coach, partial(saying, coach, "carnet de bord"), eig.name, SECRET)
    heard = [words(message) for person in cast.welcomed if person is not eig for message in person.inbox()]
    shown = [sum(each in text for text in heard) for each in (SECRET, OTHER)]
    told.checks("une seule entrée a été montrée, à une seule personne", shown == [1, 0])


def help_each_other(show: Show) -> None:
    """An EIG enters words with which they can help. A teammate finds and asks them."""
    told, cast = show.told, show.cast
    eig, other = cast.eig, cast.teammate
    told.scene("Qui peut aider : des mots que chaque personne choisit de montrer")
    told.does(eig, "tape /dispositifs qui")
    opens(show, eig, HELP, title="Qui peut aider", message=eig.command("/dispositifs qui").message)
    eig.choose("help", SKILL)
    told.does(eig, f"tape « {HIDDEN_WORD} » dans « Je veux apprendre »")
    eig.choose("learn", HIDDEN_WORD)
    eig.choose("shown", "Montrer mon nom et ces mots")
    sends(show, eig, "Enregistrer", "vous trouvent avec")
    told.does(other, "tape /dispositifs qui acessibilité, avec une faute")
    found = other.command("/dispositifs qui acessibilité")
    told.sees(other, lambda: words(found.message), eig.name, f"peut aider : {SKILL}")
    answers(show, other, f"Demander à {eig.name}", f"C’est demandé à {eig.name}", message=found.message)
    show.stage.settle()
    told.sees(eig, partial(saying, eig, "aimerait votre aide"), other.name, "Rien n’est réservé avant")
    answers(show, eig, "D’accord", "C’est noté", message=find(eig, "aimerait votre aide"))
    show.stage.settle()
    told.sees(other, partial(saying, other, "est d’accord pour vous aider"), eig.name)
    nobody = other.command(f"/dispositifs qui {HIDDEN_WORD}")
    told.checks("ce que l’on veut apprendre ne se trouve pas", eig.name not in words(nobody.message))


def know_what_is_kept(show: Show) -> None:
    """An EIG gets their own data as a file, and reads what must be settled before an erasure."""
    told, eig = show.told, show.cast.eig
    told.scene("Mes données : tout lire, tout recevoir, tout effacer")
    told.does(eig, "tape /dispositifs mes-donnees")
    kept = eig.command("/dispositifs mes-donnees")
    told.sees(eig, lambda: words(kept.message), "Votre carnet de bord", "Vos mots pour aider et apprendre")
    answers(show, eig, "Recevoir le fichier", "Le fichier arrive", message=kept.message)
    show.stage.settle()
    told.sees(eig, partial(saying, eig, "ce que je garde à votre sujet"), "le fichier est dans le fil")
    opens(show, eig, "Effacer mes données", title="Effacer mes données", message=kept.message)
    told.sees(eig, partial(modal, eig), "Effacer mes données")
    eig.close(all=True)
    _know_it_by_mail(show)


def _know_it_by_mail(show: Show) -> None:
    """A person without Slack requests their data on a page, and gets it by mail."""
    told, who = show.told, show.cast.porteuse_by_mail
    page = opens_link(show, who, COME_BACK)
    told.does(who, "clique sur « Mes données », au bas de la page")
    asked = page.press("Mes données")
    told.sees(who, lambda: shown(asked), "Un e-mail part à votre adresse")
    told.sees(
        who, lambda: read(newest(show, who, "Vos données")), "Le fichier joint contient tout", "Effacer mes données"
    )
    form = presses(show, who, opens_link(show, who, "Effacer mes données"), "Effacer mes données", "Ce qui disparaît")
    told.checks("rien n’est effacé avant « Tout effacer »", form.buttons == ["Tout effacer"])


def close_the_promotion(show: Show) -> None:
    """A coach closes the promotion, undoes it, and closes it again: EIG become alumni, and are notified once."""
    told, cast = show.told, show.cast
    eig, coach = cast.eig, cast.coach
    told.scene("Clore la promotion : ce qui reste, ce qui s’efface, qui devient alumni")
    told.does(coach, "tape /dispositifs programme, puis « Les promotions » et « Voir la promotion »")
    _to_the_promotion(show, coach)
    opens(show, coach, CLOSE, title=CLOSE)
    told.sees(coach, partial(modal, coach), "Qui devient alumni", "Ce qui reste", "Ce qui s’efface", "encore ouvert")
    show.send(coach, CLOSE, "C’est fait", REOPEN)
    told.does(coach, f"clique sur « {REOPEN} » : c’était trop tôt")
    coach.click(REOPEN)
    told.sees(coach, partial(modal, coach), "de nouveau ouverte")
    coach.close(all=True)
    _to_the_promotion(show, coach)
    opens(show, coach, CLOSE, title=CLOSE)
    sends(show, coach, CLOSE, "C’est fait")
    show.stand()
    told.sees(eig, partial(saying, eig, "est close"), "vous en êtes alumni")
    close = [message for message in eig.inbox() if "vous en êtes alumni" in words(message)]
    told.checks("chaque personne l’a appris une seule fois", len(close) == 1)


def _to_the_promotion(show: Show, coach: Person) -> None:
    coach.click("Les promotions", message=coach.command("/dispositifs programme").message)
    waits_for(show, coach, "Les promotions")
    coach.click("Voir la promotion")
    waits_for(show, coach, "La promotion")
