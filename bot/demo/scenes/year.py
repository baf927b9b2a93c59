"""The scene of the months planned in one go: read, a line left aside, seen as a picture, confirmed, nothing sent."""

from functools import partial

from bot.demo.gatherings import opens, sends, waits_for
from bot.demo.looks import modal, saying
from bot.demo.show import Show

PLAN, LINE, ASIDE, KEEP = (
    "Plan de la promotion",
    "Changer une ligne",
    "Laisser cette ligne de côté",
    "Garder cette ligne",
)
PICTURE, CONFIRM, DONE, CARD = "Recevoir l’image", "Confirmer le plan", "C’est confirmé", "Le plan de la promotion"
LEFT = "Second séminaire de la promotion"


def plan_the_months(show: Show) -> None:
    """A coach plans what is left of the promotion; nobody hears of it before its time."""
    told, coach, eig = show.told, show.cast.coach, show.cast.eig
    told.scene("Le plan des mois à venir, en une fois")
    heard = len(eig.inbox())
    told.does(coach, "tape /programme")
    asked = coach.command("/programme").message
    opens(show, coach, PLAN, title=PLAN, message=asked)
    told.sees(coach, partial(modal, coach), "Rien n’est créé ni envoyé", "Pourquoi ces dates", "comités d’évaluation")
    told.does(coach, f"choisit « {LINE} » : {LEFT}")
    coach.choose("planning.year_line", LEFT)
    waits_for(show, coach, LINE)
    coach.choose("other", ASIDE)
    show.send(coach, KEEP, PLAN, "Laissé de côté")
    told.does(coach, f"clique sur « {PICTURE} »")
    coach.click(PICTURE)
    show.stage.settle()
    told.sees(coach, partial(saying, coach, CARD), "mois par mois")
    _close_note(show)
    sends(show, coach, CONFIRM, DONE, "chaque date s’annonce à son heure")
    told.checks("rien n’est parti aux EIG", len(eig.inbox()) == heard)


def _close_note(show: Show) -> None:
    """Close what said that the picture comes, where it lies over the plan."""
    coach = show.cast.coach
    if coach.modal and coach.modal.title == PLAN and PICTURE not in coach.modal.buttons:
        coach.close()
