"""Fixed values for the steps that ask for a cycle: Léa's team, three mentors, a plan, and what limits allow."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeAlias

from bot.agenda.slots import Slot
from bot.catalogue.formats import CycleTerms
from bot.mentoring.cycle import CycleState
from bot.mentoring.model import (
    SHIPPED,
    CycleChoice,
    CycleChoices,
    CycleOffer,
    CycleWish,
    DayHalf,
    Mentor,
    MentorMatch,
    Obstacle,
    SuitableTimes,
)
from bot.programme.model import Defi, Membership, Person
from bot.programme.roles import Role
from handlers.kit.blocks import Message, message
from handlers.kit.escaping import Said
from handlers.mentoring.asking import texts
from handlers.mentoring.asking import views as asking
from tests.handlers.mentoring_sheets import (
    CARTE,
    CLAIRE,
    DOMAIN,
    LEA,
    LINK,
    MAYA,
    NEED,
    NOE,
    NOW,
    PROMOTION_ID,
    ROSE,
    SAMI,
    STARTS,
    sheet,
)

Drawn: TypeAlias = Message | dict[str, Any] | str

DRAFT = "00000000-0000-4000-8000-000000000001"
OTHER_DOMAIN = "accessibilité"
LONG = ("Anne-Charlotte Marie-Éléonore de La Rochefoucauld-Montmorency d’Aubusson & Cie" * 2)[:75]
RELAIS = Defi(2, PROMOTION_ID, "Relais & Cie", "Bureau des relais")
LEA_TWICE = replace(LEA, memberships=(*LEA.memberships, Membership(Role.EIG, PROMOTION_ID, 2)))
HOSTILE = "Relire <!channel> & <@U0AUTRE>"
CHOICES = CycleChoices(
    LEA, ((CARTE, (LEA, SAMI)),), {OTHER_DOMAIN: (MAYA,), DOMAIN: (MAYA, NOE, ROSE)}, SHIPPED, draft_id=DRAFT
)
ALONE = replace(CHOICES, teams=((CARTE, (LEA,)),), domains={DOMAIN: (NOE,)})
TWO_DEFIS = replace(CHOICES, asker=LEA_TWICE, teams=((CARTE, (LEA_TWICE, SAMI)), (RELAIS, (LEA_TWICE, SAMI))))
WISH = CycleWish(1, NEED, domain=DOMAIN, guest_ids=(SAMI.id,))
CHANGED = replace(
    WISH,
    link=LINK,
    suits=SuitableTimes(frozenset({1, 3}), frozenset({DayHalf.MORNING})),
    from_day=date(2026, 5, 18),
    mentor_id=MAYA.id,
)


def people(number: int, *, first: int = 100, name: str = LONG) -> tuple[Person, ...]:
    """Give people of long names, each with a domain of their own and the one of all."""
    return tuple(
        Person(first + at, f"{at:02} {name}"[:75], expertises=(DOMAIN, f"{at:03} {name}"[:75])) for at in range(number)
    )


def domains(number: int, mentors: tuple[Person, ...]) -> dict[str, tuple[Person, ...]]:
    """Give domains of long names."""
    return {f"{at:03} {LONG}"[:75]: mentors for at in range(number)}


FULL = CycleChoices(
    LEA,
    ((replace(CARTE, name=LONG), (LEA, *people(6, first=500))),),
    domains(100, people(40)),
    SHIPPED,
    wish=replace(CHANGED, need="é" * 3000, link=LINK.ljust(1000, "x"), domain=f"099 {LONG}"[:75], mentor_id=139),
    draft_id=DRAFT,
)
CROWD = replace(
    FULL,
    teams=((CARTE, (LEA, *people(30, first=500))),),
    domains=domains(130, people(120)),
    wish=replace(CHANGED, domain=f"129 {LONG}"[:75], mentor_id=219, guest_ids=(529, 999)),
)

PLAN = tuple(int(one.timestamp()) for one in STARTS)
SLOTS = tuple(Slot(PLAN[0] + (day - 4) * 86_400 + half * 1800, (MAYA.id,)) for day in range(30) for half in range(5))
WITH_PLAN = MentorMatch(Mentor(MAYA, 0), (DOMAIN, OTHER_DOMAIN), PLAN, helps=("Accessibilité", "FALC"))
WITHOUT_HOURS = MentorMatch(Mentor(NOE, 1, has_hours=False), (DOMAIN,))
STUCK = MentorMatch(Mentor(ROSE, 0, 1), (DOMAIN,), obstacle=Obstacle.WISHES)
LIST = CycleOffer(DRAFT, WISH, (WITH_PLAN, WITHOUT_HOURS, STUCK))
PLANNED = CycleOffer(DRAFT, replace(WISH, mentor_id=MAYA.id), match=WITH_PLAN, slots=SLOTS)
OWN = CycleTerms(3, 45, 60, "cycle-juridique", "Accompagnement juridique")
OWN_CHOICES = replace(
    CHOICES,
    terms=OWN,
    domains={OWN.format_name: (CLAIRE,)},
    about="Trois rendez-vous pour une question de droit.",
)
OWN_LIST = replace(LIST, wish=replace(WISH, terms=OWN, domain=OWN.format_name))
ASKED_WHEN = CycleOffer(DRAFT, replace(WISH, mentor_id=NOE.id), match=WITHOUT_HOURS)
NO_PLAN = CycleOffer(DRAFT, replace(WISH, mentor_id=ROSE.id), match=STUCK)
NO_MORE = replace(NO_PLAN, wish=replace(NO_PLAN.wish, from_day=NOW.date() + timedelta(days=60)))
DECLINED = sheet(CycleState.DECLINED)
ASSIGNED = replace(WISH, mentor_id=MAYA.id, choice=CycleChoice.ASSIGNED, after=DECLINED.cycle.id)
LONGEST = CycleOffer(
    DRAFT,
    replace(WISH, domain=LONG),
    tuple(
        MentorMatch(Mentor(one, 0, 10), tuple(f"{at:02} {LONG}"[:75] for at in range(20)), obstacle=Obstacle.TEAM)
        for one in people(5)
    ),
)


def obstructed(obstacle: Obstacle) -> dict[str, Any]:
    """Draw the third step with this in the way."""
    return asking.plan_form(replace(NO_PLAN, match=replace(STUCK, obstacle=obstacle)), now=NOW)


def left(*, free: tuple[Slot, ...] = SLOTS, taken: bool = True) -> dict[str, str]:
    """Say that the second séance's time is lost."""
    chosen = {f"slot-{number}": one for number, one in enumerate(STARTS, 1)}
    return asking.taken_time_errors(
        [one.starts for one in free], chosen, terms=SHIPPED, lost_field="slot-2", is_taken=taken, now=NOW
    )


def said(on_fields: Mapping[str, str]) -> Message:
    """Give what is said on fields as a message."""
    return message(Said(" ".join(on_fields.values())))


EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "asking.need_form": lambda: asking.need_form(CHOICES),
    "asking.need_form.precise": lambda: asking.need_form(CHOICES, shows_all_fields=True),
    "asking.need_form.precise.alone": lambda: asking.need_form(ALONE, shows_all_fields=True),
    "asking.need_form.precise.two-defis": lambda: asking.need_form(TWO_DEFIS, shows_all_fields=True),
    "asking.need_form.over": lambda: asking.need_form(
        replace(CHOICES, wish=replace(CHANGED, link="", guest_ids=(), suits=SuitableTimes(), from_day=None)),
        lies_over_next=True,
    ),
    "asking.need_form.again": lambda: asking.need_form(replace(CHOICES, wish=CHANGED)),
    "asking.need_form.gone": lambda: asking.need_form(
        replace(CHOICES, wish=replace(CHANGED, domain="autre", mentor_id=99, guest_ids=(98,)))
    ),
    "asking.mentors_form": lambda: asking.offer_form(LIST, now=NOW),
    "asking.mentors_form.one": lambda: asking.mentors_form(replace(LIST, matches=(WITH_PLAN,)), now=NOW),
    "asking.mentors_form.nobody": lambda: asking.mentors_form(replace(LIST, matches=()), now=NOW),
    "asking.mentors_form.coach": lambda: asking.mentors_form(LIST, before=DECLINED, now=NOW),
    "asking.mentors_form.coach-nobody": lambda: asking.mentors_form(
        replace(LIST, matches=()), before=DECLINED, now=NOW
    ),
    "asking.mentors_form.hostile": lambda: asking.mentors_form(
        replace(
            LIST,
            wish=replace(WISH, domain=HOSTILE),
            matches=(replace(WITH_PLAN, mentor=Mentor(replace(MAYA, name=HOSTILE)), expertises=(HOSTILE, HOSTILE)),),
        ),
        now=NOW,
    ),
    "asking.plan_form": lambda: asking.offer_form(PLANNED, now=NOW),
    "asking.plan_form.coach": lambda: asking.plan_form(replace(PLANNED, wish=ASSIGNED), before=DECLINED, now=NOW),
    "asking.plan_form.without-hours": lambda: asking.plan_form(ASKED_WHEN, now=NOW),
    "asking.plan_form.full": lambda: asking.plan_form(
        replace(PLANNED, match=replace(WITH_PLAN, mentor=Mentor(MAYA, 2))), now=NOW
    ),
    "asking.plan_form.gone": lambda: asking.plan_form(replace(PLANNED, match=None, slots=()), now=NOW),
    "asking.plan_form.no-later": lambda: asking.plan_form(NO_MORE, now=NOW),
    **{f"asking.plan_form.{one.value}": lambda one=one: obstructed(one) for one in Obstacle},  # type: ignore[misc]
    "asking.sent": lambda: asking.request_sent_modal(sheet(), LEA.id, now=NOW),
    "asking.sent.without-hours": lambda: asking.request_sent_modal(
        sheet(CycleState.ASKED, mentor=NOE), LEA.id, now=NOW
    ),
    "asking.sent.coach": lambda: asking.request_sent_modal(sheet(choice=CycleChoice.ASSIGNED), CLAIRE.id, now=NOW),
    "asking.sent.twice": lambda: asking.request_sent_modal(sheet(CycleState.RUNNING), LEA.id, now=NOW),
    "asking.left": lambda: said(left()),
    "asking.left.unbookable": lambda: said(left(taken=False)),
    "asking.left.nothing": lambda: said(left(free=())),
    "asking.not_offered.defi": lambda: message(texts.NOT_OFFERED["defi"]),
    "asking.not_offered.mentor": lambda: message(texts.NOT_OFFERED["mentor"]),
    "asking.not_offered.expertise": lambda: message(texts.NOT_OFFERED["expertise"]),
    "asking.need_form.own": lambda: asking.need_form(OWN_CHOICES),
    "asking.mentors_form.own": lambda: asking.mentors_form(OWN_LIST, now=NOW),
    "asking.mentors_form.own.nobody": lambda: asking.mentors_form(replace(OWN_LIST, matches=()), now=NOW),
    "asking.plan_form.own": lambda: asking.plan_form(
        replace(PLANNED, wish=replace(PLANNED.wish, terms=OWN, domain=OWN.format_name)), now=NOW
    ),
}
