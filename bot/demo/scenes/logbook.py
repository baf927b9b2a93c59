"""The scene of the logbook: what a month brought an EIG, written for nobody else, and one entry shown to a coach."""

from functools import partial

from bot.demo.gatherings import opens, sends, waits_for, writes
from bot.demo.looks import modal, saying, words
from bot.demo.show import Show

PAGE, WRITING, ADVANCED = "Mon carnet de bord", "J’écris pour moi", "Qu’est-ce qui a avancé"
SAVE, ALONE = "Enregistrer", "Personne d’autre que vous ne lit cette page."
SECRET, OTHER = "J’ai osé dire non au comité de pilotage.", "Animer une réunion à trente"
SKILL, LEVEL = "Accessibilité numérique", "Je fais avec de l’aide"
TALK, READ, SENT = "En parler avec mon coach", "Relire avant d’envoyer", "C’est envoyé"


def keep_a_logbook(show: Show) -> None:
    """An EIG opens their logbook, writes, says how far they are, keeps an hour free, shows one entry to their coach."""
    told, cast = show.told, show.cast
    eig, coach = cast.eig, cast.coach
    told.scene("Le carnet de bord, que personne d’autre ne lit")
    told.does(eig, "tape /carnet")
    eig.command("/carnet")
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
    opens(show, eig, TALK, title="En parler avec un coach")
    eig.choose("entry", next(one for one in eig.options("entry") if ADVANCED in one))
    eig.choose("coach", coach.name)
    show.send(eig, READ, f"{coach.name} lira exactement ceci", SECRET)
    sends(show, eig, "Envoyer", SENT, "réservez un bureau d’aide")
    show.stage.settle()
    told.sees(coach, partial(saying, coach, "carnet de bord"), eig.name, SECRET)
    heard = [words(one) for person in cast.welcomed if person is not eig for one in person.inbox()]
    shown = [sum(each in one for one in heard) for each in (SECRET, OTHER)]
    told.checks("une seule entrée a été montrée, à une seule personne", shown == [1, 0])
