"""Scenes after a committee: the review, its report and the team's answer, actions, the next support."""

from datetime import timedelta
from functools import partial

from bot.dates.holidays import add_working_days, next_working_day
from bot.dates.paris import day_of, moment_at
from bot.dates.working import next_working_morning, week_morning
from bot.demo.gatherings import answers, opens, sends, waits_for
from bot.demo.letters import opens_link, presses, shown
from bot.demo.looks import find, modal, saying
from bot.demo.month import MINUTE, move_to
from bot.demo.scenes.committees import (
    AIM,
    BOTH,
    CALL,
    DECISION,
    DEFI,
    NAME,
    PHASE,
    SAVE,
    SHEET,
    SHEET_TITLE,
    SUPPORT,
    SUPPORT_TITLE,
    ask_half_days,
    book_one,
    committee_of,
    due_of,
    hold_the_committee,
    host_of,
    plan_committees,
    team,
    with_button,
    write_the_support,
)
from bot.demo.scenes.opening import plan_the_months, set_up_the_next
from bot.demo.show import Show
from bot.programme.service import current_promotion

TEN = 10 * 60  # minutes since 0 h
STOCK, DRAFT, REPORT, READ = "Écrire notre bilan", "Le rapport", "Rapport d’évaluation", "Lire le rapport"
STRUCK = "Les archivistes ont montré l’outil eux-mêmes."
PHRASE = "L’outil sert, et l’équipe sait à qui."
DO, LEAD, NOT_US = "Publier le code avec un mode d’emploi", "Changer le nom de l’outil", "Le nom est déjà connu."
KEEP, REFUSE, DONE, PUT_OFF = "Je garde", "Pas pour nous", "C’est fait", "Reporter"
WEEK = "Votre action de la semaine"
ABOUT, IMPACT, EACH_DEFI = "Compétences et valeurs", "Mesure d’impact", "Défi par défi"
LATER = timedelta(days=42)  # a postponed action is still open when the next committee is booked


def close_a_phase(show: Show) -> None:
    """The end of a phase for three défis, one of which is followed until its next support."""
    ask_half_days(show)
    plan_committees(show)
    write_the_support(show)
    hold_the_committee(show)
    write_the_report(show)
    answer_the_report(show)
    follow_the_actions(show)
    begin_the_next(show)
    look_over_the_defis(show)
    plan_the_months(show)
    set_up_the_next(show)
    show.told.checks("le bot n’a enfreint aucune règle de Slack", not show.stage.slack.violations)


def look_over_the_defis(show: Show) -> None:
    """A coach enters the subjects of a committee, then looks at all défis, and at skills that are not covered yet."""
    told, coach = show.told, host_of(show, committee_of(show, PHASE + 1))
    told.scene("Ce que regardent les coachs : défi par défi, et ce que rien n’aborde encore")
    told.does(coach, f"ouvre le comité depuis `/dispositifs agenda`, puis « {ABOUT} »")
    coach.click(
        f"agenda.open:{committee_of(show, PHASE + 1).appointment.id}", message=coach.command("/dispositifs agenda")
    )
    waits_for(show, coach, "Comité d’évaluation")
    opens(show, coach, ABOUT, title=ABOUT)
    coach.choose("skills", IMPACT)
    sends(show, coach, "Enregistrer", f"Compétence : {IMPACT}")
    told.does(coach, f"tape `/dispositifs programme`, puis « Créer une série » et « {EACH_DEFI} »")
    coach.click("Créer une série", message=coach.command("/dispositifs programme"))
    waits_for(show, coach, "Créer une série")
    opens(show, coach, EACH_DEFI, title=EACH_DEFI)
    told.sees(coach, partial(modal, coach), DEFI, "Dernière rencontre", "Bureaux d’aide")
    opens(show, coach, ABOUT, title=ABOUT)
    done = ("Compétences déjà abordées", IMPACT)
    told.sees(coach, partial(modal, coach), *done, "Rien encore sur", "Ce qui pourrait les aborder")
    coach.close(all=True)


def write_the_report(show: Show) -> None:
    """The team writes its review. The coach completes the prefilled report, and publishes it."""
    told, (person, _) = show.told, team(show)
    sheet = committee_of(show, PHASE)
    host = host_of(show, sheet)
    move_to(show, moment_at(add_working_days(day_of(sheet.appointment.starts), 3), TEN))
    told.scene("Le bilan de l’équipe, puis le rapport, déjà à moitié écrit")
    told.does(person, f"ouvre l’accueil de l’application et clique sur « {STOCK} »")
    person.open_home()
    show.stage.slack.wait_for(lambda: (home := person.home()) and STOCK in home.buttons)
    person.click(STOCK, message=person.home())
    waits_for(show, person, "Notre bilan")
    person.fill("marque", STRUCK)
    sends(show, person, SAVE, "C’est enregistré")
    show.stage.settle()
    opens(show, host, DRAFT, title=REPORT, message=with_button(host, DRAFT))
    told.sees(host, partial(modal, host), BOTH, DECISION, CALL, STRUCK)
    told.does(host, "clique sur « Écrire », sous « En une phrase »")
    host.click("records.report_write:phrase")
    told.sees(host, partial(modal, host), "En une phrase", "Chaque version est gardée")
    host.fill("phrase", PHRASE)
    show.send(host, SAVE, PHRASE, STRUCK)
    for sort, what in (("À faire", DO), ("Piste", LEAD)):
        opens(show, host, "Ajouter un conseil", title="Un conseil")
        host.choose("sort", sort)
        host.fill("what", what)
        show.send(host, SAVE, f"{sort} : {what}", PHRASE)
    show.send(host, "Relire et publier", "Voici ce que l’équipe va lire", PHRASE, DO)
    sends(show, host, "Publier à l’équipe", f"Le rapport de la phase {PHASE} est publié", DEFI)
    show.stage.settle()


def answer_the_report(show: Show) -> None:
    """The team makes an action of one piece of advice. The porteuse refuses the other one by mail."""
    told, (person, _), who = show.told, team(show), show.cast.porteuse_by_mail
    told.scene("L’équipe répond au rapport : un conseil gardé, un autre écarté par e-mail")
    published = f"Le rapport de la phase {PHASE} est publié"
    told.sees(person, partial(saying, person, published), PHRASE, READ)
    opens(show, person, READ, title=REPORT, message=find(person, published))
    opens(show, person, KEEP, title="Je garde ce conseil")
    person.choose("owner", person.name)
    sends(show, person, KEEP, "C’est noté dans le rapport")
    page = opens_link(show, who, READ, published)
    told.sees(who, lambda: shown(page), STRUCK, DECISION, PHRASE, f"À faire : {DO}", "l’équipe l’a gardé")
    form = presses(show, who, page, REFUSE, LEAD)
    presses(show, who, form, REFUSE, "C’est noté", reason=NOT_US)
    host = host_of(show, committee_of(show, PHASE))
    move_to(show, next_working_morning(show.stage.clock()) + MINUTE)
    told.sees(host, partial(saying, host, "répond au rapport"), DEFI, "répond au rapport")


def follow_the_actions(show: Show) -> None:
    """In the week when they are due, one action is done, in Slack, and the other one postponed, by mail."""
    told, (_, other), who = show.told, team(show), show.cast.porteuse_by_mail
    due = due_of(committee_of(show, PHASE).appointment.starts)
    move_to(show, week_morning(due) + MINUTE)
    told.scene("Les actions de la semaine : l’une est faite, l’autre reportée")
    told.sees(other, partial(saying, other, WEEK), CALL, DONE)
    answers(show, other, DONE, "C’est noté, cette action est faite", CALL, message=find(other, WEEK))
    form = presses(show, who, opens_link(show, who, PUT_OFF, NAME), PUT_OFF, NAME, "Nouvelle date")
    presses(show, who, form, "Garder cette date", "cette action est reportée au", due=(due + LATER).isoformat())


def begin_the_next(show: Show) -> None:
    """In the next phase the committee lists the open actions, and its support the last objectives."""
    told, (_, other), who = show.told, team(show), show.cast.porteuse_by_mail
    with show.stage.house.tools.reading() as reading:
        promotion = current_promotion(reading, show.stage.clock(), person=None)
    ends = [phase.ends_on for phase in promotion.phases if phase.number == PHASE] if promotion else []
    move_to(show, max(moment_at(next_working_day(max(ends)), TEN), show.stage.clock()))
    told.scene("La phase suivante commence par ce qui est resté ouvert")
    book_one(show, show.cast.coach, phase=PHASE + 1)
    opens(show, other, SHEET, title=SHEET_TITLE, message=with_button(other, SHEET))
    told.sees(other, partial(modal, other), f"phase {PHASE + 1}", NAME, "date reportée une fois", DO)
    told.checks("l’action faite n’y est plus", CALL not in modal(other))
    opens(show, other, SUPPORT, title=SUPPORT_TITLE)
    told.sees(other, partial(modal, other), "Objectifs de la dernière fois", AIM, "Actions ouvertes", who.name, DO)
    other.close(all=True)
