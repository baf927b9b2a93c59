"""Fixed values for the answers to small talk."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.agenda.calendars.entries import Outline
from bot.agenda.model import Appointment, Part, Participant, State
from bot.catalogue.talk import Talk
from bot.dates.paris import day_of
from bot.helpdesk.duty import DutyDay
from bot.planning.coming import UpcomingAppointment
from bot.planning.standing import CarriedDefi
from bot.programme.model import Actor, Membership, Person
from bot.programme.roles import Role
from bot.programme.service import Company
from handlers.agenda import views as late
from handlers.talk import listeners, views
from tests.handlers.helpdesk_card_examples import CARTE, CLAIRE, LEA, NOW, ONE, PEOPLE, RELAIS, SAMI, TWO, Drawn
from tests.handlers.home_examples import GATHERED

CLAIRE_HERE = replace(CLAIRE, slack_id="U0CLAIRE")
MARC = Person(8, "Marc Ndiaye", email="marc.ndiaye@exemple.fr", memberships=(Membership(Role.COACH, 1),))
STRANGER = Actor("U0NADIA")
PORTEUR = Person(9, "Paul Mercier", memberships=(Membership(Role.PORTEUR, 1, 1),))


def _of(one: Appointment, *, request: int | None = None, cycle: int | None = None) -> UpcomingAppointment:
    name = "Bureau d’aide" if request else "Mentorat"
    return UpcomingAppointment(Outline(one, name, CARTE.name, PEOPLE), request, cycle)


def _gathering(outline: Outline, *, part: Part) -> UpcomingAppointment:
    comes = replace(outline.appointment, participants=(Participant(LEA.id, part),))
    return UpcomingAppointment(replace(outline, appointment=comes), gathering_id=5)


HELPDESK, MENTORING = _of(ONE, request=1), _of(replace(TWO, dispositif="mentorat"), cycle=3)
HELD = _of(replace(TWO, dispositif="mentorat", state=State.HELD), cycle=3)
THREE = (HELPDESK, MENTORING, _gathering(GATHERED[0], part=Part.GUEST))
IN_PERSON = _of(replace(ONE, link=None, place="20 avenue de Ségur, Paris"), request=1)
NOWHERE = _of(replace(ONE, link=None), request=1)
MANY = tuple(_of(replace(ONE, id=at, starts=ONE.starts + timedelta(days=at)), request=at) for at in range(1, 7))


def _asked(talk: Talk, *coming: UpcomingAppointment, person: Person = LEA) -> Drawn:
    return views.appointments_message(talk, coming, actor=Actor("U0", person), now=NOW)


def _committee(part: Part) -> UpcomingAppointment:
    parts = tuple(Participant(one.id, part) for one in (LEA, CLAIRE, PORTEUR))
    one = replace(ONE, dispositif="comite", participants=parts)
    return UpcomingAppointment(
        Outline(one, "Comité d’évaluation", CARTE.name, {**PEOPLE, PORTEUR.id: PORTEUR}), committee_id=9
    )


CONTACT = "Inès Laurent, référente, ines.laurent@exemple.fr, ou https://signalement.exemple.fr"


def _away(*coming: UpcomingAppointment, person: Person = SAMI) -> Drawn:
    return views.away_day_message(day_of(NOW) + timedelta(days=1), coming, actor=Actor("U0", person), now=NOW)


def _duty(found: DutyDay) -> Drawn:
    closed = frozenset() if found.is_open else frozenset({"bureau-aide"})
    return views.duty_message(found, Actor("U0LEA", LEA), closed_keys=closed, now=NOW)


def _people(talk: Talk, *own: Person, team: Sequence[Person] = (CLAIRE_HERE, MARC), contact: str = CONTACT) -> Drawn:
    return listeners.contacts_message(talk, own, team_coaches=team, contact=contact, workspace="T0EIG")


EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "talk.said.hello.eig": lambda: views.fixed_message(Talk.HELLO, Actor("U0LEA", LEA)),
    "talk.said.hello.coach": lambda: views.fixed_message(Talk.HELLO, Actor("U0CLAIRE", CLAIRE)),
    "talk.said.hello.stranger": lambda: views.fixed_message(Talk.HELLO, STRANGER),
    "talk.said.thanks": lambda: views.fixed_message(Talk.THANKS, STRANGER),
    "talk.said.bye": lambda: views.fixed_message(Talk.BYE, STRANGER),
    "talk.said.book.eig": lambda: views.fixed_message(Talk.BOOK, Actor("U0LEA", LEA)),
    "talk.said.book.coach": lambda: views.fixed_message(Talk.BOOK, Actor("U0CLAIRE", CLAIRE)),
    "talk.away": views.away_message,
    "talk.said.date": lambda: views.fixed_message(Talk.DATE, Actor("U0LEA", LEA)),
    "talk.said.date.stranger": lambda: views.fixed_message(Talk.DATE, STRANGER),
    "talk.said.stop": lambda: views.fixed_message(Talk.STOP, Actor("U0LEA", LEA)),
    "talk.away.one": lambda: _away(HELPDESK),
    "talk.away.booker": lambda: _away(HELPDESK, person=LEA),
    "talk.away.nothing": _away,
    "talk.late": lambda: late.delay_sent_message(HELPDESK.outline, is_told=True, reader_id=LEA.id, now=NOW),
    "talk.late.again": lambda: late.delay_sent_message(HELPDESK.outline, is_told=False, reader_id=LEA.id, now=NOW),
    "talk.late.nobody": lambda: late.delay_sent_message(GATHERED[0], is_told=False, reader_id=CLAIRE.id, now=NOW),
    "talk.late.nothing": lambda: late.delay_sent_message(None, is_told=False, reader_id=LEA.id, now=NOW),
    "late.form": lambda: late.delay_form(HELPDESK.outline, LEA.id, now=NOW),
    "late.form.nobody": lambda: late.delay_form(GATHERED[0], CLAIRE.id, now=NOW),
    "late.form.not_near": lambda: late.delay_sent_message(
        None, is_told=False, reader_id=LEA.id, is_chosen=True, now=NOW
    ),
    "talk.adding.coach": lambda: views.adding_message(Actor("U0CLAIRE", CLAIRE)),
    "talk.adding.eig": lambda: views.adding_message(Actor("U0LEA", LEA)),
    "talk.defi": lambda: views.defi_message(
        CARTE, {Role.EIG: (LEA, SAMI), Role.PORTEUR: (PORTEUR,), Role.COACH: ()}, reader=Actor("U0LEA", LEA), now=NOW
    ),
    "talk.defi.followed": lambda: views.defi_message(
        CARTE,
        {Role.EIG: (LEA, SAMI)},
        reader=Actor("U0LEA", LEA),
        team_plan=CarriedDefi(CARTE, (HELPDESK.outline,)),
        report=(1, 7),
        now=NOW,
    ),
    "talk.defi.followed-nothing": lambda: views.defi_message(
        CARTE, {Role.EIG: (LEA, SAMI)}, reader=Actor("U0CLAIRE", CLAIRE), team_plan=CarriedDefi(CARTE), now=NOW
    ),
    "talk.duty": lambda: _duty(DutyDay(day_of(NOW), ((CLAIRE, ((540, 720), (840, 1020))), (MARC, ((600, 660),))))),
    "talk.duty.next": lambda: _duty(DutyDay(day_of(NOW) + timedelta(days=2), ((CLAIRE, ((540, 720),)),))),
    "talk.duty.other": lambda: _duty(
        DutyDay(day_of(NOW) + timedelta(days=2), ((CLAIRE, ((540, 720),)),), day_of(NOW) + timedelta(days=1))
    ),
    "talk.duty.closed": lambda: _duty(DutyDay(is_open=False)),
    "talk.hours": views.hours_message,
    "talk.duty.nobody": lambda: _duty(DutyDay()),
    "talk.care.unwell": lambda: _people(Talk.UNWELL, CLAIRE_HERE),
    "talk.care.unwell.no-contact": lambda: _people(Talk.UNWELL, contact=""),
    "talk.care.unwell.nobody": lambda: _people(Talk.UNWELL, team=(), contact=""),
    "talk.care.against": lambda: _people(Talk.AGAINST, CLAIRE_HERE),
    "talk.care.against.no-contact": lambda: _people(Talk.AGAINST, CLAIRE_HERE, contact=""),
    "talk.care.against.only-coach": lambda: _people(Talk.AGAINST, CLAIRE_HERE, team=[CLAIRE_HERE], contact=""),
    "talk.care.against.team": lambda: _people(Talk.AGAINST),
    "talk.care.against.team.no-contact": lambda: _people(Talk.AGAINST, contact=""),
    "talk.care.unwell.only-contact": lambda: _people(Talk.UNWELL, team=()),
    "talk.care.danger": lambda: _people(Talk.DANGER, CLAIRE_HERE),
    "talk.care.broken": lambda: _people(Talk.BROKEN, CLAIRE_HERE),
    "talk.care.broken.nobody": lambda: _people(Talk.BROKEN, team=(), contact=""),
    "talk.care.broken.only-contact": lambda: _people(Talk.BROKEN, team=()),
    "talk.said.data": lambda: views.fixed_message(Talk.DATA, Actor("U0LEA", LEA)),
    "talk.appointments.cancel.three": lambda: _asked(Talk.CANCEL, *THREE),
    "talk.appointments.cancel.one": lambda: _asked(Talk.CANCEL, HELPDESK),
    "talk.appointments.cancel.guest": lambda: _asked(Talk.CANCEL, HELPDESK, MENTORING, person=SAMI),
    "talk.appointments.cancel.many": lambda: _asked(Talk.CANCEL, *MANY),
    "talk.appointments.cancel.five": lambda: _asked(Talk.CANCEL, *MANY[:5]),
    "talk.appointments.cancel.none": lambda: _asked(Talk.CANCEL),
    "talk.appointments.cancel.none.coach": lambda: _asked(Talk.CANCEL, person=CLAIRE),
    "talk.appointments.cancel.committee": lambda: _asked(Talk.CANCEL, _committee(Part.GUEST)),
    "talk.appointments.cancel.committee.coach": lambda: _asked(Talk.CANCEL, _committee(Part.HOST), person=CLAIRE),
    "talk.appointments.move.committee": lambda: _asked(Talk.MOVE, _committee(Part.GUEST)),
    "talk.appointments.move.committee.porteur": lambda: _asked(Talk.MOVE, _committee(Part.GUEST), person=PORTEUR),
    "talk.appointments.link": lambda: _asked(Talk.LINK, IN_PERSON, HELPDESK),
    "talk.appointments.link.nowhere": lambda: _asked(Talk.LINK, IN_PERSON),
    "talk.appointments.next.nowhere": lambda: _asked(Talk.NEXT, NOWHERE),
    "talk.appointments.move.three": lambda: _asked(Talk.MOVE, *THREE),
    "talk.appointments.move.one": lambda: _asked(Talk.MOVE, HELPDESK),
    "talk.appointments.move.guest": lambda: _asked(Talk.MOVE, HELPDESK, HELD, person=SAMI),
    "talk.appointments.move.none": lambda: _asked(Talk.MOVE),
    "talk.appointments.next": lambda: _asked(Talk.NEXT, *THREE),
    "talk.appointments.next.mentoring": lambda: _asked(Talk.NEXT, HELD),
    "talk.appointments.next.none": lambda: views.appointments_message(Talk.NEXT, (), actor=STRANGER, now=NOW),
    "talk.coaches": lambda: views.coaches_message(
        [Company(CARTE, (CLAIRE_HERE,), (SAMI,)), Company(RELAIS, (), ())],
        [CLAIRE_HERE],
        teams={1: [CLAIRE_HERE]},
        actor=Actor("U0LEA", LEA),
    ),
    "talk.coaches.no-defi": lambda: views.coaches_message([], [CLAIRE], teams={}, actor=Actor("U0CLAIRE", CLAIRE)),
    "talk.coaches.nobody": lambda: views.coaches_message([Company(CARTE, (), ())], [], teams={}, actor=STRANGER),
}
