"""Permissions: one table (action × role × relation), checked first by each use case."""

from collections.abc import Mapping
from typing import Protocol, TypeAlias

from bot.errors import NotAllowed
from bot.programme.model import Actor, Person, Relation
from bot.programme.roles import Role


class Thing(Protocol):
    """The object of an action: it may have a promotion, and has a relation to each person."""

    @property
    def promotion_id(self) -> int | None:
        """The promotion whose roles count."""

    def relation_to(self, person: Person) -> Relation:
        """Return this person's relation to the thing."""


Rule: TypeAlias = Mapping[Role | None, frozenset[Relation]]

_ANY = frozenset(Relation)
_CONCERNED = frozenset({Relation.BOOKER, Relation.HOST})
_TAKING_PART = frozenset({Relation.BOOKER, Relation.GUEST, Relation.HOST, Relation.EXPERT})
_COMING_BACK = frozenset({Relation.AWAY, Relation.GUEST, Relation.EXPERT})
_IN_CYCLE = frozenset({Relation.BOOKER, Relation.GUEST, Relation.HOST})
_IN_GATHERING = frozenset({Relation.GUEST, Relation.HOST, Relation.EXPERT})
_EVERYBODY: Rule = dict.fromkeys((*Role, None), _ANY)  # None: an unknown person

RULES: Mapping[str, Rule] = {
    # The catalogue is public: any member of the workspace, known or not.
    "catalogue.browse": _EVERYBODY,
    "catalogue.share": _EVERYBODY,
    # Coaches open a dispositif once it is staffed; any member of the programme may ask about it.
    "catalogue.openings": {Role.COACH: _ANY},
    "catalogue.shape": {Role.COACH: _ANY},
    "programme.talk": dict.fromkeys(Role, _ANY),
    # The request of an unknown person, who may have become known before the click.
    "programme.alert": _EVERYBODY,
    # The first coach (BOT_COACHES) sets a promotion up in Slack; coaches change their own promotions.
    "programme.set_up": {Role.COACH: _ANY},
    # A porteur asks the EIG of their défi to start a dispositif.
    "programme.ask_team": {Role.PORTEUR: _ANY},
    # Own data and its erasure: every known person, even a former member.
    "rights.read": _EVERYBODY,
    "rights.erase": _EVERYBODY,
    # A coach welcomes each new member, once.
    "programme.greet": {Role.COACH: _ANY},
    # All or part of a team asks for a bureau d'aide (docs/programme.md, Dispositifs); coaches may begin for a team.
    "helpdesk.ask_desk": dict.fromkeys((Role.EIG, Role.COACH), _ANY),
    # A format of the programme's own is booked likewise, also by porteurs if it is for them (`openings.asking`).
    "helpdesk.start": dict.fromkeys((Role.EIG, Role.PORTEUR, Role.COACH), _ANY),
    "helpdesk.book": {Role.EIG: frozenset({Relation.TEAM}), Role.PORTEUR: frozenset({Relation.CARRIES})},
    "helpdesk.book_for": {Role.COACH: _ANY},  # after a call: the booking belongs to the asker's team
    "helpdesk.browse": dict.fromkeys((Role.EIG, Role.PORTEUR, Role.COACH), frozenset({Relation.OWNER})),
    "helpdesk.add": dict.fromkeys((Role.EIG, Role.PORTEUR), frozenset({Relation.BOOKER})),
    # Participants of a cancelled appointment book it again, with the same need.
    "helpdesk.again": dict.fromkeys((Role.EIG, Role.PORTEUR), frozenset({Relation.BOOKER, Relation.GUEST})),
    # The person who booked and the host, or a coach for the host, until the start (docs/programme.md, Appointments).
    # Former members can still undo their bookings.
    "helpdesk.move": {**dict.fromkeys((*Role, None), _CONCERNED), Role.COACH: _ANY},
    "helpdesk.cancel": {**dict.fromkeys((*Role, None), _CONCERNED), Role.COACH: _ANY},
    # Each participant can leave alone; a booker makes a teammate the booker.
    "helpdesk.leave": dict.fromkeys((*Role, None), frozenset({Relation.BOOKER, Relation.GUEST, Relation.EXPERT})),
    # A person who left may rejoin while in the programme and otherwise entitled.
    "helpdesk.come_back": dict.fromkeys(Role, _COMING_BACK),
    # The actor of a change may undo it: `agenda.changes.undo` compares the person.
    "helpdesk.undo": _EVERYBODY,
    # The host, or a coach for them, proposes times, hands over, adds people and writes to the team.
    "helpdesk.host": {**dict.fromkeys((*Role, None), frozenset({Relation.HOST})), Role.COACH: _ANY},
    # A specialist answers whether they will attend; so can the host or a coach, since not every mail has links.
    "helpdesk.join": {**dict.fromkeys((*Role, None), frozenset({Relation.ASKED, Relation.HOST})), Role.COACH: _ANY},
    # A host asks a colleague to swap an hour, for themselves alone; the colleague, HOST of the question, answers.
    "helpdesk.swap": dict.fromkeys((*Role, None), frozenset({Relation.HOST})),
    # The booker answers a specialist's question for the team.
    "helpdesk.answer": dict.fromkeys((*Role, None), frozenset({Relation.BOOKER})),
    "helpdesk.paper": dict.fromkeys((*Role, None), frozenset({Relation.BOOKER, Relation.GUEST})),
    # Hosts, and a specialist once the team agreed, can get a document again.
    "helpdesk.read_paper": dict.fromkeys((*Role, None), frozenset({Relation.HOST, Relation.EXPERT})),
    "helpdesk.take": {Role.COACH: _ANY},
    "helpdesk.list": dict.fromkeys(Role, _ANY),
    # Teams and single EIG ask for mentoring; the mentor is a HOST, the asker a BOOKER.
    "mentoring.start": {Role.EIG: _ANY},
    "mentoring.ask": {Role.EIG: frozenset({Relation.TEAM})},
    "mentoring.browse": dict.fromkeys((Role.EIG, Role.COACH), frozenset({Relation.OWNER})),
    # The need and the exchanges are for the team, the mentor and the promotion's coaches only.
    "mentoring.read": {**dict.fromkeys((*Role, None), _IN_CYCLE), Role.COACH: _ANY},
    # The mentor answers and the asker chooses, or a coach for them.
    "mentoring.answer": {**dict.fromkeys((*Role, None), frozenset({Relation.HOST})), Role.COACH: _ANY},
    "mentoring.choose": {**dict.fromkeys((*Role, None), frozenset({Relation.BOOKER})), Role.COACH: _ANY},
    "mentoring.move": {**dict.fromkeys((*Role, None), _CONCERNED), Role.COACH: _ANY},
    "mentoring.end": {**dict.fromkeys((*Role, None), _CONCERNED), Role.COACH: _ANY},
    "mentoring.review": dict.fromkeys((*Role, None), _CONCERNED),
    "mentoring.leave": dict.fromkeys((*Role, None), frozenset({Relation.GUEST})),
    # A missed séance can be rescheduled: the cycle goes on.
    "mentoring.skip": dict.fromkeys((*Role, None), frozenset({Relation.GUEST})),
    # A person who left the cycle may rejoin as an EIG of its team.
    "mentoring.rejoin": {Role.EIG: frozenset({Relation.AWAY})},
    "mentoring.calendar": dict.fromkeys((*Role, None), _IN_CYCLE),
    "mentoring.list": dict.fromkeys((*Role, None), _ANY),
    "mentoring.limit": {Role.MENTOR: _ANY},
    "mentoring.list_all": {Role.COACH: _ANY},
    "mentoring.take": {Role.COACH: _ANY},
    "mentoring.reassign": {Role.COACH: _ANY},
    "mentoring.export": {Role.COACH: _ANY},
    # Coaches plan and run all collective events (`/programme`).
    "gatherings.plan": {Role.COACH: _ANY},
    # Coaches close a promotion, and undo the closing.
    "rights.close": {Role.COACH: _ANY},
    # Coaches plan all months of a promotion together.
    "planning.year": {Role.COACH: _ANY},
    # Upcoming dates: every known person, for their own promotions.
    "gatherings.list": dict.fromkeys((*Role, None), _ANY),
    # The invited people, hosts and speakers; the promotion's coaches.
    "gatherings.read": {**dict.fromkeys((*Role, None), _IN_GATHERING), Role.COACH: _ANY},
    # A speaker accepts; until then no public card names them.
    "gatherings.answer": {
        **dict.fromkeys((*Role, None), frozenset({Relation.GUEST, Relation.EXPERT})),
        Role.COACH: _ANY,
    },
    # Everybody invited proposes and supports; the author, or a coach, withdraws. A vote is the voter's alone.
    "gatherings.propose": {**dict.fromkeys((*Role, None), _IN_GATHERING), Role.COACH: _ANY},
    "gatherings.support": dict.fromkeys((*Role, None), frozenset({Relation.GUEST})),
    "gatherings.withdraw": {**dict.fromkeys((*Role, None), frozenset({Relation.OWNER})), Role.COACH: _ANY},
    # A coach or the organiser answers for a person.
    "gatherings.answer_for": {**dict.fromkeys((*Role, None), frozenset({Relation.HOST})), Role.COACH: _ANY},
    # The host records the attendance, or a coach for them.
    "gatherings.attend": {**dict.fromkeys((*Role, None), frozenset({Relation.HOST})), Role.COACH: _ANY},
    # A porteur or coach invites colleagues to the porteurs' seminar; participants share a summary.
    "gatherings.invite": {Role.PORTEUR: frozenset({Relation.GUEST, Relation.HOST}), Role.COACH: _ANY},
    "gatherings.share": {**dict.fromkeys((*Role, None), _IN_GATHERING), Role.COACH: _ANY},
    # The organiser, the hosts and coaches prepare a seminar and read its feedback; former members do not.
    # A conference is announced once it has a title and speakers (`bot/gatherings/announcements.py`).
    "gatherings.host": {**dict.fromkeys(Role, frozenset({Relation.HOST})), Role.COACH: _ANY},
    # Access needs are read by the organiser and the hosts only, while in the programme.
    "gatherings.read_needs": dict.fromkeys(Role, frozenset({Relation.HOST})),
    # Participants and invited people give feedback; participants enter their own access needs.
    "gatherings.rate": dict.fromkeys((*Role, None), frozenset({Relation.GUEST})),
    "gatherings.tell_need": dict.fromkeys((*Role, None), frozenset({Relation.GUEST})),
    # Coaches plan the committees that close a phase; the team reschedules its own (docs/programme.md, Committees).
    "evaluation.plan": {Role.COACH: _ANY},
    "evaluation.half_days": dict.fromkeys((Role.EIG, Role.PORTEUR, Role.COACH), _ANY),
    "evaluation.move": {
        **dict.fromkeys((*Role, None), frozenset({Relation.HOST})),
        Role.EIG: frozenset({Relation.HOST, Relation.GUEST}),
        Role.COACH: _ANY,
    },
    "evaluation.cancel": {**dict.fromkeys((*Role, None), frozenset({Relation.HOST})), Role.COACH: _ANY},
    # The lead of a committee: one coach replaces another.
    "evaluation.lead": {Role.COACH: _ANY},
    "evaluation.leave": dict.fromkeys((*Role, None), frozenset({Relation.GUEST})),
    "evaluation.calendar": dict.fromkeys((*Role, None), _TAKING_PART),
    # Everybody in the programme may start a date poll. Only the asker sees the answers, and chooses; the people asked
    # answer, of the programme or not. The meeting is rescheduled by its host, or by a coach for them.
    "polls.start": dict.fromkeys(Role, _ANY),
    "polls.run": dict.fromkeys((*Role, None), frozenset({Relation.OWNER})),
    "polls.answer": dict.fromkeys((*Role, None), frozenset({Relation.GUEST})),
    "polls.move": {**dict.fromkeys((*Role, None), frozenset({Relation.HOST})), Role.COACH: _ANY},
    "polls.cancel": {**dict.fromkeys((*Role, None), frozenset({Relation.HOST})), Role.COACH: _ANY},
    "polls.leave": dict.fromkeys((*Role, None), frozenset({Relation.GUEST, Relation.EXPERT})),
    "polls.come_back": dict.fromkeys((*Role, None), frozenset({Relation.AWAY})),
    "polls.calendar": dict.fromkeys((*Role, None), _TAKING_PART),
    # A team asks for a workshop, or a coach proposes one and runs it; participants write.
    "workshops.start": dict.fromkeys((Role.EIG, Role.COACH), _ANY),
    "workshops.ask": {Role.EIG: frozenset({Relation.TEAM}), Role.COACH: _ANY},
    "workshops.take": {Role.COACH: _ANY},
    "workshops.lead": {Role.COACH: frozenset({Relation.OWNER})},
    "workshops.list": dict.fromkeys(Role, _ANY),
    "workshops.write": {
        **dict.fromkeys((*Role, None), frozenset({Relation.TEAM, Relation.GUEST})),
        Role.COACH: _ANY,
    },
    # The support of a committee: the team and its porteurs (guests) write it; coaches only read it.
    "evaluation.support": {
        Role.EIG: frozenset({Relation.TEAM}),
        Role.PORTEUR: frozenset({Relation.GUEST}),
        Role.COACH: _ANY,
    },
    "evaluation.fill": {Role.EIG: frozenset({Relation.TEAM}), Role.PORTEUR: frozenset({Relation.GUEST})},
    "evaluation.apart": {Role.PORTEUR: frozenset({Relation.GUEST})},
    # One question to the team and its porteurs after a committee, counted by phase only.
    "evaluation.rate": {Role.EIG: frozenset({Relation.TEAM}), Role.PORTEUR: frozenset({Relation.GUEST})},
    # Participants add actions; only the owner closes an action; a coach reassigns it.
    "records.act": {**dict.fromkeys((*Role, None), _TAKING_PART | {Relation.TEAM}), Role.COACH: _ANY},
    "records.close": dict.fromkeys((*Role, None), frozenset({Relation.OWNER})),
    "records.reassign": {Role.COACH: _ANY},
    # An action's owner, its author or a coach corrects its text.
    "records.reword": {
        **dict.fromkeys((*Role, None), frozenset({Relation.OWNER, Relation.BOOKER})),
        Role.COACH: _ANY,
    },
    "records.list": dict.fromkeys(Role, _ANY),
    # A committee's sheet is written by participants and coaches.
    "records.meet": {**dict.fromkeys((*Role, None), frozenset({Relation.GUEST, Relation.HOST})), Role.COACH: _ANY},
    # A report: written by coaches, read by the EIG and porteurs of the défi, by a sponsor once the team sent it.
    "records.report": {
        **dict.fromkeys((Role.EIG, Role.PORTEUR), frozenset({Relation.TEAM})),
        Role.SPONSOR: frozenset({Relation.GUEST}),
        Role.COACH: _ANY,
    },
    "records.report_write": {Role.COACH: _ANY},
    "records.report_answer": dict.fromkeys((Role.EIG, Role.PORTEUR), frozenset({Relation.TEAM})),
    # Only its owner reads a logbook, also after leaving. Only an EIG writes in one.
    "logbook.keep": {Role.EIG: _ANY},
    "logbook.read": {**dict.fromkeys((*Role, None), frozenset({Relation.OWNER})), Role.EIG: _ANY},
    # Helpers: every member offers help, searches and asks; the person asked answers.
    "helping.join": dict.fromkeys(Role, _ANY),
    "helping.answer": dict.fromkeys((*Role, None), frozenset({Relation.OWNER})),
    # Own appointments and calendar: every known person, for themselves.
    "agenda.read": _EVERYBODY,
    # The actor of a change may undo it: `agenda.changes.undo` compares the person.
    "agenda.undo": _EVERYBODY,
    "helpdesk.calendar": dict.fromkeys((*Role, None), _TAKING_PART),
    # « Ouvrir »: participants and coaches; a need is visible to its recipients only. A card with private data has a
    # stricter permission of its feature (`mentoring.read`, `gatherings.read`).
    "agenda.open": {**dict.fromkeys((*Role, None), _TAKING_PART), Role.COACH: _ANY},
    # The host, or a coach for them, sets the subject.
    "agenda.tag": {**dict.fromkeys((*Role, None), frozenset({Relation.HOST})), Role.COACH: _ANY},
    # Coaches change the reminders of each dispositif.
    "agenda.policy": {Role.COACH: _ANY},
    # The booker, or a coach for them, answers the follow-up.
    "agenda.after": {**dict.fromkeys((*Role, None), frozenset({Relation.BOOKER})), Role.COACH: _ANY},
    # Own messages only: the use case selects them by person.
    "agenda.snooze": _EVERYBODY,
    # Availabilities: hosts.
    "agenda.hours": dict.fromkeys((Role.COACH, Role.MENTOR, Role.EXPERT), _ANY),
    # A person's own calendar, which the bot reads and writes for its owner alone.
    "agenda.connect": dict.fromkeys(Role, _ANY),
    "home.open": _EVERYBODY,
}


def require(actor: Actor, action: str, thing: Thing | None = None) -> None:
    """Raise NotAllowed unless the actor may do this."""
    if not may(actor, action, thing=thing):
        raise NotAllowed(action=action, thing=thing)


def may(actor: Actor, action: str, *, thing: Thing | None = None) -> bool:
    """Return whether the actor may do this.

    A role counts only in its promotion: a coach has no rights in another one, and an ended membership gives none."""
    rule = RULES[action]
    relation = thing.relation_to(actor.person) if thing and actor.person else Relation.NONE
    return any(relation in rule.get(role, frozenset()) for role in roles_for(actor, thing) or {None})


def roles_for(actor: Actor, thing: Thing | None) -> frozenset[Role]:
    """Return the actor's roles that count for the thing: in its promotion, and outside promotions."""
    if actor.person is None:
        return frozenset()
    promotion_id = thing.promotion_id if thing else None
    return frozenset(
        membership.role
        for membership in actor.person.current
        if promotion_id is None or membership.promotion_id in (None, promotion_id)
    )
