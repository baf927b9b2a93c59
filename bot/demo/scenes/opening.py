"""The last scenes: the coming months are planned at once, and the next promotion is set up from nothing."""

from datetime import timedelta
from functools import partial

from bot.dates.phases import add_months
from bot.demo.gatherings import opens, sends, waits_for, writes
from bot.demo.looks import modal, saying, seen_alone
from bot.demo.show import Show
from bot.programme.service import current_promotion
from bot.sandbox.people.person import Person

NAME, PAGE, ALL, SAVE = "La promotion suivante", "La promotion", "Les promotions", "Enregistrer"
BACK, PASTE = "Revenir à la promotion", "Coller une liste"
DEFIS = "Canopée, Bureau des arbres\nLangage clair, Bureau des formulaires"
LEAD = "noe.rey@example.org, Noé Rey, porteur, Canopée"
MONTHS = 10
PLAN, LINE, ASIDE, KEEP = (
    "Plan de la promotion",
    "Changer une ligne",
    "Laisser cette ligne de côté",
    "Garder cette ligne",
)
PICTURE, CONFIRM, DONE, CARD = "Recevoir l’image", "Confirmer le plan", "C’est confirmé", "Le plan de la promotion"
LEFT = "Second séminaire de la promotion"


def set_up_the_next(show: Show) -> None:
    """Set up the next promotion, correct a mistake, open it, and welcome its first EIG."""
    told, coach = show.told, show.cast.coach
    newcomer = show.stage.slack.add_person("Ambre Delmas", email="ambre.delmas@example.org")
    told.scene("La promotion suivante, préparée de rien dans Slack")
    told.does(coach, "tape /dispositifs programme")
    menu = coach.command("/dispositifs programme").message
    opens(show, coach, ALL, title=ALL, message=menu)
    opens(show, coach, "Préparer une promotion", title="Nom et dates")
    with show.stage.house.tools.reading() as reading:
        running = current_promotion(reading, show.stage.clock(), person=None)
    first = (running.ends_on if running else show.stage.clock().date()) + timedelta(days=1)
    writes(show, coach, {"name": NAME})
    coach.choose("starts_on", first.isoformat())
    coach.choose("ends_on", (add_months(first, MONTHS) - timedelta(days=1)).isoformat())
    show.send(coach, SAVE, NAME, "personne ne reçoit de message avant", "ajoutez au moins un défi")
    _paste(show, coach, "Défis", DEFIS, "Canopée (Bureau des arbres)")
    people = "ambre.delmas@example.org, Ambre Delmas, EIG, {defi}, design\n" + LEAD
    _opens_list(show, coach, "Personnes")
    opens(show, coach, PASTE, title=PASTE)
    writes(show, coach, {"lignes": people.format(defi="Canope")})
    told.does(coach, f"clique sur « {SAVE} » : le nom du défi est mal écrit, les mots restent")
    told.checks("la ligne et sa correction sont dites", "Vouliez-vous écrire" in coach.submit().errors["lignes"])
    writes(show, coach, {"lignes": f"{people.format(defi='Canopée')}\n{_coach_line(coach)}"})
    show.send(coach, SAVE, "Ambre Delmas (Canopée, design)", "Noé Rey (Canopée)")
    _goes_back(show, coach)
    told.sees(coach, partial(modal, coach), "1 EIG", "À savoir", "Langage clair")
    told.checks("personne n’a reçu de message", not newcomer.inbox())
    told.does(coach, "clique sur « Ouvrir la promotion », puis « Oui, ouvrir »")
    coach.click("Ouvrir la promotion")
    told.sees(coach, partial(modal, coach), f"{NAME} est ouverte", "Accueillir")
    coach.close(all=True)
    show.stage.settle()
    told.sees(coach, partial(saying, coach, "Ambre Delmas"), "Noé Rey")
    told.does(newcomer, "tape /dispositifs")
    newcomer.command("/dispositifs")
    told.sees(newcomer, partial(seen_alone, newcomer), "Les dispositifs EIG", "Pour vous")


def _coach_line(coach: Person) -> str:
    """Return the line by which a coach is added to the promotion in preparation."""
    return f"{coach.email}, {coach.name}, coach"


def _opens_list(show: Show, coach: Person, row: str) -> None:
    show.told.does(coach, f"clique sur « Voir », à côté de « {row} »")
    coach.click(f"Voir : {row}")
    waits_for(show, coach, f"Les {row.lower()}")


def _paste(show: Show, coach: Person, row: str, text: str, *what: str) -> None:
    _opens_list(show, coach, row)
    opens(show, coach, PASTE, title=PASTE)
    writes(show, coach, {"lignes": text})
    show.send(coach, SAVE, *what)
    _goes_back(show, coach)


def _goes_back(show: Show, coach: Person) -> None:
    show.told.does(coach, f"clique sur « {BACK} »")
    coach.click(BACK)
    waits_for(show, coach, PAGE)


def plan_the_months(show: Show) -> None:
    """A coach plans the rest of the promotion. Nobody is notified before each date is due."""
    told, coach, eig = show.told, show.cast.coach, show.cast.eig
    told.scene("Le plan des mois à venir, en une fois")
    heard = len(eig.inbox())
    told.does(coach, "tape /dispositifs programme")
    asked = coach.command("/dispositifs programme").message
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
    """Close the notice that a picture will follow, if it hides the plan."""
    coach = show.cast.coach
    if coach.modal and coach.modal.title == PLAN and PICTURE not in coach.modal.buttons:
        coach.close()
