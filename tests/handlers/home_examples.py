"""Fixed values for the App Home and for one's own agenda."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.agenda.busy.feeds import Feed
from bot.agenda.calendars.entries import Outline
from bot.agenda.model import Appointment, State
from bot.agenda.titles import TitleParts
from bot.catalogue.tags import chosen_tags, guess_tags
from bot.evaluation.model import Round
from bot.gatherings.model import Reply
from bot.helpdesk.awaiting import AwaitingRequests
from bot.helpdesk.model import Proposal, ProposalState, RequestSheet
from bot.helping.model import HelpWords, WordSort
from bot.logbook.model import AssessedLevel, Level, Logbook
from bot.mentoring import awaiting as mentoring_awaiting
from bot.mentoring.cycle import CycleState, SessionState
from bot.mentoring.model import CycleSheet, Mentor
from bot.planning.own_agenda import DEFI, HOSTED, WHOLE, Agenda, AgendaFilters
from bot.planning.standing import CarriedDefi, PhaseProgress
from bot.programme.model import Membership, Person, Phase, Promotion
from bot.programme.roles import Role
from handlers.agenda import views as agenda
from handlers.evaluation import listeners as evaluation_lines
from handlers.gatherings.announcement.views import joinable_line
from handlers.helpdesk.listing import views as helpdesk_lines
from handlers.home import views as home
from handlers.home import ways
from handlers.home.views import HomeContent
from handlers.home.ways import Ways
from handlers.kit.tags import TagsMetadata
from handlers.mentoring import awaiting as mentoring_lines
from tests.handlers import mentoring_sheets as mentoring
from tests.handlers.gatherings_announcement_examples import ALONE
from tests.handlers.gatherings_announcement_sheets import SAMI as INVITED
from tests.handlers.gatherings_announcement_sheets import STARTS as LATER
from tests.handlers.gatherings_announcement_sheets import sheet
from tests.handlers.helpdesk_card_examples import (
    BATCH,
    BOTH,
    CARTE,
    CLAIRE,
    LEA,
    NORA,
    NOW,
    ONE,
    PEOPLE,
    ROOM,
    SAMI,
    SHEET,
    STARTS,
    TO_CONFIRM,
    TWO,
    Drawn,
)
from tests.handlers.helpdesk_hosting_examples import WANTED

PROMOTION = Promotion(
    1,
    "EIG 7",
    date(2026, 1, 12),
    date(2026, 11, 11),
    phases=(Phase(2, "Prouver le concept", date(2026, 3, 12), date(2026, 6, 11)),),
)
LAST_PHASE = Phase(1, "Valider l’hypothèse", date(2026, 1, 12), date(2026, 5, 3))
NEXT_PHASE = Phase(2, "Prouver le concept", date(2026, 5, 5), date(2026, 9, 11))
LATER_PHASE = Phase(3, "Prouver la valeur", date(2026, 9, 12), date(2026, 11, 11))
WAITING = replace(SHEET, request=replace(SHEET.request, id=2, wished="Jeudi 14 mai.", host_id=None), sessions=())
TIMES = tuple(
    Proposal(number, BATCH, 2, None, 3, STARTS + timedelta(days=number), ProposalState.OPEN) for number in (1, 2)
)
MANY = replace(SHEET, sessions=tuple(replace(ONE, id=100 + i, starts=STARTS + timedelta(days=i)) for i in range(17)))
TAKEN = replace(WAITING, request=replace(WAITING.request, id=3, taken_by=CLAIRE.id))
RUNNING = replace(
    SHEET, sessions=(replace(ONE, id=11, starts=NOW - timedelta(minutes=5), ends=NOW + timedelta(hours=1)),)
)
NOTHING = AwaitingRequests()
TALK = replace(ONE, id=31, dispositif="conference", defi_id=None, place="Ségur, salle 12")
TALKS = "Conférence, table ronde ou masterclass"
GATHERED = (
    Outline(TALK, TALKS, None, PEOPLE, TitleParts("Les conférences", "Le RGAA & <moi>")),
    Outline(
        replace(TALK, id=32, dispositif="pairs", link=None, place=None),
        "Groupe de partage entre pairs",
        None,
        PEOPLE,
        TitleParts(metiers=("design",)),
    ),
    Outline(
        replace(TALK, id=33, dispositif="seminaire-promotion", ends=TALK.starts + timedelta(hours=27), link=None),
        "Séminaire de la promotion",
        None,
        PEOPLE,
        TitleParts(),
    ),
)
RUNNING_CYCLE = mentoring.sheet(CycleState.RUNNING)
MISSED_CYCLE = mentoring.sheet(
    CycleState.RUNNING,
    sessions=(SessionState.OPEN, SessionState.CONFIRMED, SessionState.CONFIRMED, SessionState.CONFIRMED),
)
HOSTILE = "<!channel> & <@U0AUTRE> *gras*"
FEED = "https://bot.example.org/agenda/abc.ics"
ONE_PROMOTION = ((PROMOTION, PhaseProgress()),)
CALENDAR = Feed(
    "agenda.exemple.fr", 12, NOW, None, NOW + timedelta(days=1), False, account=True, calendars=2, writes=True
)


def _outline(number: int, session: Appointment, *, later: timedelta = timedelta()) -> Outline:
    moved = replace(session, id=number, starts=session.starts + later, ends=session.ends + later)
    return Outline(moved, "Bureau d’aide", CARTE.name, PEOPLE)


OUTLINES = [_outline(7, ONE), _outline(8, TWO)]
HELD = replace(OUTLINES[1], dispositif="Mentorat", appointment=replace(OUTLINES[1].appointment, state=State.HELD))
CROWD = [_outline(number, ONE, later=timedelta(hours=7 * number)) for number in range(17)]


def _home(
    person: Person, awaiting: AwaitingRequests = NOTHING, *, sheets: tuple[RequestSheet, ...] = (SHEET,)
) -> Drawn:
    lines = helpdesk_lines.home_lines(awaiting, sheets, viewer_id=person.id, now=NOW)
    return home.home_view(HomeContent(person, sheets, tuple(lines), ONE_PROMOTION), now=NOW)


def _phased(*phases: Phase) -> tuple[tuple[Promotion, PhaseProgress], ...]:
    return ((replace(PROMOTION, phases=phases), PhaseProgress()),)


def _cycles(person: Person, *cycles: CycleSheet, sheets: tuple[RequestSheet, ...] = ()) -> Drawn:
    lines = [
        *mentoring_lines.awaiting_lines(mentoring_awaiting.AwaitingCycles(), cycles, viewer_id=person.id, now=NOW),
        *mentoring_lines.waiting_lines(cycles, viewer_id=person.id, now=NOW),
    ]
    return home.home_view(HomeContent(person, sheets, tuple(lines), ONE_PROMOTION, cycles), now=NOW)


BOOK = Logbook(
    1,
    LEA.id,
    1,
    ("competence:agilite", "competence:communication"),
    assessed=(
        AssessedLevel("competence:agilite", 1, Level.DISCOVERS, NOW),
        AssessedLevel("competence:agilite", 2, Level.HELPED, NOW),
    ),
)
WORDS = HelpWords({WordSort.HELP: ("competence:agilite", "R & <SQL>"), WordSort.LEARN: ("couture",)}, shown=True)
STANDING = PhaseProgress((("Bureau d’aide", 2), (TALKS, 1)), (("Comité d’évaluation", 1),), ("Atelier collaboratif",))
OF_ALL = PhaseProgress((("Bureau d’aide", 12),), due=("Atelier collaboratif",), of_all=True)
TWO_PROMOTIONS = ((PROMOTION, STANDING), (replace(PROMOTION, id=2, name="EIG 8", phases=()), OF_ALL))
SPONSOR = Person(42, "Rose Le Gall", memberships=(Membership(Role.SPONSOR, 1, 1),))
PORTEUSE = Person(41, "Aïcha Diop", memberships=(Membership(Role.PORTEUR, 1, 1), Membership(Role.PORTEUR, 1, 2)))
CARRIED = (
    CarriedDefi(CARTE, (*OUTLINES, *OUTLINES), ("Claire Morel",)),
    CarriedDefi(replace(CARTE, id=2, name="Data & <Eau>"), coaches=("Claire Morel", "Yann Delorme")),
)
BOTH_ROLES = replace(CLAIRE, memberships=(*CLAIRE.memberships, Membership(Role.MENTOR)), expertises=("Données",))
DECLINED = sheet(answers=((INVITED, Reply.DECLINES),), starts=LATER + timedelta(days=7))
FIFTY = [_outline(number, ONE, later=timedelta(hours=number)) for number in range(50)]
FILTERS = {"bureau-aide": "Bureau d’aide", "conference": TALKS}
CHOICES = Agenda(outlines=tuple(OUTLINES), count=2, dispositifs=FILTERS, months=("2026-05", "2026-06"))


def _stands(person: Person, **parts: Any) -> Drawn:  # noqa: ANN401 - any part of a Home
    return home.home_view(HomeContent(person, (), (), **({"promotions": ONE_PROMOTION} | parts)), now=NOW)


TEACHES = replace(CLAIRE, memberships=(*CLAIRE.memberships, Membership(Role.EIG, 1, 1)))
LEARNS = replace(LEA, memberships=(*LEA.memberships, Membership(Role.MENTOR)))
ENDED = replace(PROMOTION, ends_on=date(2026, 5, 1))
EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "home.home.eig": lambda: _home(LEA, AwaitingRequests(to_send=(SHEET,)), sheets=(BOTH,)),
    "home.home.answers": lambda: _home(
        LEA, AwaitingRequests(times=((WAITING, TIMES),), to_show=((SHEET, NORA),)), sheets=(SHEET, WAITING)
    ),
    "home.home.wanted": lambda: _home(NORA, AwaitingRequests(wanted=(WANTED,))),
    "home.home.to-agree": lambda: _home(CLAIRE, AwaitingRequests(to_agree=(TO_CONFIRM,))),
    "home.home.waiting": lambda: _home(LEA, sheets=(WAITING, TAKEN)),
    "home.home.guest": lambda: _home(SAMI, sheets=(SHEET, RUNNING)),
    "home.home.coach": lambda: _home(CLAIRE, AwaitingRequests(calls=(WAITING,), taken=(WAITING,))),
    "home.home.gatherings": lambda: home.home_view(HomeContent(LEA, (), (), ONE_PROMOTION, gathered=GATHERED), now=NOW),
    "home.home.half-days": lambda: home.home_view(
        HomeContent(LEA, (), tuple(evaluation_lines.home_lines(Round(7, 1, 2), (), now=NOW)), ONE_PROMOTION), now=NOW
    ),
    "home.home.nothing": lambda: home.home_view(HomeContent(LEA, (), ()), now=NOW),
    "home.home.between-phases": lambda: home.home_view(
        HomeContent(LEA, (), (), ((replace(PROMOTION, phases=()), PhaseProgress()),)), now=NOW
    ),
    "home.home.before-phases": lambda: home.home_view(HomeContent(LEA, (), (), _phased(NEXT_PHASE)), now=NOW),
    "home.home.between-two-phases": lambda: home.home_view(
        HomeContent(LEA, (), (), _phased(LAST_PHASE, NEXT_PHASE, LATER_PHASE)), now=NOW
    ),
    "home.home.opens-the-room": lambda: home.home_view(
        HomeContent(CLAIRE, (replace(SHEET, sessions=(replace(ONE, link=ROOM),)),), (), ONE_PROMOTION), now=NOW
    ),
    "home.home.many": lambda: _home(LEA, sheets=(MANY,)),
    "home.home.mentoring": lambda: _cycles(
        LEA, mentoring.sheet(CycleState.OFFERED, id=9), RUNNING_CYCLE, sheets=(SHEET,)
    ),
    "home.home.mentoring.waiting": lambda: _cycles(mentoring.LEA, mentoring.sheet()),
    "home.home.mentoring.mentor": lambda: _cycles(mentoring.MAYA, mentoring.sheet(id=9), RUNNING_CYCLE),
    "home.home.mentoring.missed": lambda: _cycles(mentoring.LEA, MISSED_CYCLE),
    "home.home.porteur-with-a-desk": lambda: home.home_view(
        HomeContent(PORTEUSE, (SHEET,), (), ONE_PROMOTION), now=NOW
    ),
    "home.home.coach.two-promotions": lambda: home.home_view(HomeContent(CLAIRE, (), (), TWO_PROMOTIONS), now=NOW),
    "home.more.eig": lambda: ways.more_modal(Ways(LEA, (PROMOTION,), books=True, has_cycles=True)),
    "home.more.coach": lambda: ways.more_modal(Ways(CLAIRE, (PROMOTION,))),
    "home.more.coach-and-eig": lambda: ways.more_modal(Ways(TEACHES, (PROMOTION,), books=True)),
    "home.more.mentor": lambda: ways.more_modal(Ways(mentoring.MAYA, (PROMOTION,))),
    "home.more.mentor-and-eig": lambda: ways.more_modal(Ways(LEARNS, (PROMOTION,), books=True)),
    "home.home.porteur-who-books": lambda: home.home_view(
        HomeContent(PORTEUSE, (), (), ONE_PROMOTION, asks=(("rdv-point", "Point avec les coachs"),)), now=NOW
    ),
    "home.more.porteur": lambda: ways.more_modal(Ways(PORTEUSE, (PROMOTION,))),
    "home.more.nothing": lambda: ways.more_modal(Ways(PORTEUSE)),
    "home.home.stands.eig": lambda: _stands(LEA, book=BOOK, words=WORDS, promotions=((PROMOTION, STANDING),)),
    "home.home.stands.two-promotions": lambda: _stands(LEA, promotions=TWO_PROMOTIONS),
    "home.home.stands.empty": lambda: _stands(LEA, book=Logbook(0, LEA.id)),
    "home.home.stands.porteur": lambda: _stands(
        PORTEUSE, defis=CARRIED, reports={1: [(1, 7)]}, words=replace(WORDS, shown=False)
    ),
    "home.home.stands.sponsor": lambda: _stands(SPONSOR, defis=CARRIED[:1]),
    "home.home.stands.mentor": lambda: _stands(mentoring.MAYA, load=Mentor(mentoring.MAYA, 1, 3)),
    "home.home.stands.mentor.reached": lambda: _stands(mentoring.MAYA, load=Mentor(mentoring.MAYA, 2, 2)),
    "home.home.stands.mentor.full": lambda: _stands(mentoring.MAYA, load=Mentor(mentoring.MAYA, 0, 0)),
    "home.home.stands.two-roles": lambda: _stands(
        BOTH_ROLES, load=Mentor(BOTH_ROLES, 0, 1), promotions=((PROMOTION, OF_ALL),)
    ),
    "home.home.stands.calendar": lambda: _stands(CLAIRE, calendar=CALENDAR),
    "home.home.stands.calendar.failing": lambda: _stands(CLAIRE, calendar=replace(CALENDAR, failure="slow")),
    "home.ended": lambda: home.ended_home(HomeContent(LEA, (), (), gathered=GATHERED[:1], book=BOOK), now=NOW),
    "home.ended.nothing": lambda: home.ended_home(HomeContent(LEA, (), ()), now=NOW),
    "home.joinable": lambda: home.joinable_modal(
        [
            *(joinable_line(one, INVITED.id, now=NOW) for one in (ALONE, DECLINED)),
            home.left_appointment_line(OUTLINES[0], now=NOW),
        ]
    ),
    "home.joinable.many": lambda: home.joinable_modal([home.left_appointment_line(one, now=NOW) for one in FIFTY]),
    "home.joinable.nothing": lambda: home.joinable_modal([]),
    "home.stranger": home.stranger_home,
    "agenda.agenda": lambda: agenda.agenda_message(replace(CHOICES, hosts=True, has_defi=True), LEA, now=NOW),
    "agenda.agenda.page": lambda: agenda.agenda_message(
        replace(CHOICES, shown=AgendaFilters(HOSTED, "2026-05", 1), outlines=tuple(CROWD[:15]), count=40, hosts=True),
        CLAIRE,
        now=NOW,
    ),
    "agenda.agenda.defi": lambda: agenda.agenda_message(
        replace(CHOICES, shown=AgendaFilters(DEFI), has_defi=True), NORA, now=NOW
    ),
    "agenda.agenda.dispositif": lambda: agenda.agenda_message(
        replace(CHOICES, shown=AgendaFilters("bureau-aide")), LEA, now=NOW
    ),
    "agenda.agenda.nothing": lambda: agenda.agenda_message(Agenda(AgendaFilters(WHOLE)), LEA, now=NOW),
    "agenda.agenda.nothing-here": lambda: agenda.agenda_message(
        Agenda(AgendaFilters(DEFI), has_defi=True), LEA, now=NOW
    ),
    "agenda.tags": lambda: agenda.tags_form(
        TagsMetadata((1, 2)), chosen_tags(["competence:agilite", "valeur:entrepreneuriat"])
    ),
    "agenda.tags.guessed": lambda: agenda.tags_form(
        TagsMetadata((1,)), guess_tags("Notre déclaration d’accessibilité")
    ),
    "agenda.tags.none": lambda: agenda.tags_form(TagsMetadata((1,)), guess_tags("")),
    "agenda.tags.gone": lambda: agenda.tags_form(TagsMetadata((1,)), chosen_tags([f"competence:{HOSTILE}"])),
    "agenda.tags.overtaken": lambda: agenda.tags_form(
        TagsMetadata((1,), chosen_tags(["competence:agilite"])),
        chosen_tags(["valeur:entrepreneuriat"]),
        is_overtaken=True,
    ),
    "agenda.tags.overtaken.none": lambda: agenda.tags_form(TagsMetadata((1,)), chosen_tags([]), is_overtaken=True),
    "agenda.tags.kept": agenda.tags_saved_modal,
    "agenda.coming": lambda: agenda.upcoming_message(OUTLINES[:1], LEA.id, now=NOW),
    "agenda.coming.many": lambda: agenda.upcoming_message(CROWD, LEA.id, now=NOW),
    "agenda.coming.held": lambda: agenda.upcoming_message([OUTLINES[0], HELD], LEA.id, now=NOW),
    "agenda.coming.nothing": lambda: agenda.upcoming_message([], LEA.id, now=NOW),
    "agenda.feed": lambda: agenda.feed_message(FEED),
    "agenda.feed.renewed": lambda: agenda.feed_message(FEED, is_renewed=True),
    "agenda.revoked": lambda: agenda.feed_revoked_message(had_address=True),
    "agenda.revoked.nothing": lambda: agenda.feed_revoked_message(had_address=False),
    "agenda.found.moved": lambda: agenda.moved_entry_message(
        OUTLINES[0], OUTLINES[0].appointment.starts + timedelta(hours=2), now=NOW
    ),
    "agenda.found.gone": lambda: agenda.moved_entry_message(OUTLINES[0], None, now=NOW),
    "agenda.put_back": lambda: agenda.restored_message(OUTLINES[0], now=NOW),
    "agenda.without_address": agenda.without_address_message,
    "home.home.over": lambda: home.home_view(HomeContent(LEA, (), (), words=WORDS, over=ENDED), now=NOW),
}
