"""Permissions: each use case first checks one table of actions, roles and relations."""

from collections.abc import Mapping
from typing import Protocol, TypeAlias

from bot.errors import NotAllowed
from bot.programme.model import Actor, Person, Relation
from bot.programme.roles import Role


class Thing(Protocol):
    """The object of an action. It may belong to a promotion, and each person has a relation to it."""

    @property
    def promotion_id(self) -> int | None:
        """The promotion in which the actor must have a role."""

    def relation_to(self, person: Person) -> Relation:
        """Return this person's relation to the thing."""


Rule: TypeAlias = Mapping[Role | None, frozenset[Relation]]

_ANY = frozenset(Relation)
_CONCERNED = frozenset({Relation.BOOKER, Relation.HOST})
_TAKING_PART = frozenset({Relation.BOOKER, Relation.GUEST, Relation.HOST, Relation.EXPERT})
_COMING_BACK = frozenset({Relation.AWAY, Relation.GUEST, Relation.EXPERT})
_IN_CYCLE = frozenset({Relation.BOOKER, Relation.GUEST, Relation.HOST})
_IN_GATHERING = frozenset({Relation.GUEST, Relation.HOST, Relation.EXPERT})
_EVERYBODY: Rule = dict.fromkeys((*Role, None), _ANY)  # The key None stands for an unknown person.

RULES: Mapping[str, Rule] = {
    # The catalogue is public: any member of the workspace may read it, even a person unknown to the programme.
    "catalogue.browse": _EVERYBODY,
    "catalogue.share": _EVERYBODY,
    # Coaches open a dispositif when there are people to run it. Any member of the programme may ask about it.
    "catalogue.openings": {Role.COACH: _ANY},
    "catalogue.shape": {Role.COACH: _ANY},
    "programme.talk": dict.fromkeys(Role, _ANY),
    # People unknown to the programme ask for a coach. They may click even if an import has added them meanwhile.
    "programme.alert": _EVERYBODY,
    # The first coach (BOT_COACHES) sets a promotion up in Slack; coaches change their own promotions.
    "programme.set_up": {Role.COACH: _ANY},
    "programme.ask_team": {Role.PORTEUR: _ANY},
    # Every known person, even a former member, reads and erases their own data.
    "rights.read": _EVERYBODY,
    "rights.erase": _EVERYBODY,
    "programme.greet": {Role.COACH: _ANY},
    # All or part of a team asks for a bureau d'aide (docs/programme.md, Dispositifs); coaches may begin for a team.
    "helpdesk.ask_desk": dict.fromkeys((Role.EIG, Role.COACH), _ANY),
    # This action is for a bureau d'aide, and for the formats that the programme added. Porteurs can ask for some of
    # these formats (`openings.asking_memberships`).
    "helpdesk.start": dict.fromkeys((Role.EIG, Role.PORTEUR, Role.COACH), _ANY),
    "helpdesk.book": {Role.EIG: frozenset({Relation.TEAM}), Role.PORTEUR: frozenset({Relation.CARRIES})},
    # A coach books for a member of a team. The booking then belongs to that team.
    "helpdesk.book_for": {Role.COACH: _ANY},
    "helpdesk.browse": dict.fromkeys((Role.EIG, Role.PORTEUR, Role.COACH), frozenset({Relation.OWNER})),
    "helpdesk.add": dict.fromkeys((Role.EIG, Role.PORTEUR), frozenset({Relation.BOOKER})),
    # Participants of a cancelled appointment book it again, with the same need.
    "helpdesk.again": dict.fromkeys((Role.EIG, Role.PORTEUR), frozenset({Relation.BOOKER, Relation.GUEST})),
    # The booker and the host reschedule or cancel until the start; a coach does so for the host
    # (docs/programme.md, Appointments). Former members can still do so.
    "helpdesk.move": {**dict.fromkeys((*Role, None), _CONCERNED), Role.COACH: _ANY},
    "helpdesk.cancel": {**dict.fromkeys((*Role, None), _CONCERNED), Role.COACH: _ANY},
    # Each participant can leave without the others. If the booker leaves, a teammate becomes the booker.
    "helpdesk.leave": dict.fromkeys((*Role, None), frozenset({Relation.BOOKER, Relation.GUEST, Relation.EXPERT})),
    # A person who left an appointment may rejoin it while they are in the programme.
    "helpdesk.come_back": dict.fromkeys(Role, _COMING_BACK),
    # The actor of a change may undo it: `agenda.changes.undo` checks that the actor made the change.
    "helpdesk.undo": _EVERYBODY,
    # The host, or a coach for the host, proposes times, hands over, adds people and writes to the team.
    "helpdesk.host": {**dict.fromkeys((*Role, None), frozenset({Relation.HOST})), Role.COACH: _ANY},
    # A specialist answers whether they will attend. The host or a coach can answer too, since some mails have no links.
    "helpdesk.join": {**dict.fromkeys((*Role, None), frozenset({Relation.ASKED, Relation.HOST})), Role.COACH: _ANY},
    # A host asks a colleague to swap an hour. A coach cannot ask in the host's place. The colleague has the relation
    # HOST to the question, and answers it.
    "helpdesk.swap": dict.fromkeys((*Role, None), frozenset({Relation.HOST})),
    # The booker answers for the team if a host proposes times, or if a specialist asks to read the need.
    "helpdesk.answer": dict.fromkeys((*Role, None), frozenset({Relation.BOOKER})),
    "helpdesk.paper": dict.fromkeys((*Role, None), frozenset({Relation.BOOKER, Relation.GUEST})),
    # Hosts can get a document again. So can a specialist, if the team agreed.
    "helpdesk.read_paper": dict.fromkeys((*Role, None), frozenset({Relation.HOST, Relation.EXPERT})),
    "helpdesk.take": {Role.COACH: _ANY},
    "helpdesk.list": dict.fromkeys(Role, _ANY),
    # Teams and single EIG ask for mentoring; the mentor is a HOST, the asker a BOOKER.
    "mentoring.start": {Role.EIG: _ANY},
    "mentoring.ask": {Role.EIG: frozenset({Relation.TEAM})},
    "mentoring.browse": dict.fromkeys((Role.EIG, Role.COACH), frozenset({Relation.OWNER})),
    # Only the team, the mentor and the promotion's coaches read the need and the exchanges.
    "mentoring.read": {**dict.fromkeys((*Role, None), _IN_CYCLE), Role.COACH: _ANY},
    "mentoring.answer": {**dict.fromkeys((*Role, None), frozenset({Relation.HOST})), Role.COACH: _ANY},
    "mentoring.choose": {**dict.fromkeys((*Role, None), frozenset({Relation.BOOKER})), Role.COACH: _ANY},
    "mentoring.move": {**dict.fromkeys((*Role, None), _CONCERNED), Role.COACH: _ANY},
    "mentoring.end": {**dict.fromkeys((*Role, None), _CONCERNED), Role.COACH: _ANY},
    "mentoring.review": dict.fromkeys((*Role, None), _CONCERNED),
    "mentoring.leave": dict.fromkeys((*Role, None), frozenset({Relation.GUEST})),
    # A guest can miss one séance and stay in the cycle.
    "mentoring.skip": dict.fromkeys((*Role, None), frozenset({Relation.GUEST})),
    "mentoring.rejoin": {Role.EIG: frozenset({Relation.AWAY})},
    "mentoring.calendar": dict.fromkeys((*Role, None), _IN_CYCLE),
    "mentoring.list": dict.fromkeys((*Role, None), _ANY),
    "mentoring.limit": {Role.MENTOR: _ANY},
    "mentoring.list_all": {Role.COACH: _ANY},
    "mentoring.take": {Role.COACH: _ANY},
    "mentoring.reassign": {Role.COACH: _ANY},
    "mentoring.export": {Role.COACH: _ANY},
    "gatherings.plan": {Role.COACH: _ANY},
    "rights.close": {Role.COACH: _ANY},
    "planning.year": {Role.COACH: _ANY},
    "gatherings.list": dict.fromkeys((*Role, None), _ANY),
    # A gathering's card is for the invited people, the hosts, the speakers and the promotion's coaches.
    "gatherings.read": {**dict.fromkeys((*Role, None), _IN_GATHERING), Role.COACH: _ANY},
    # A speaker accepts an invitation. Before that, no public card names the speaker.
    "gatherings.answer": {
        **dict.fromkeys((*Role, None), frozenset({Relation.GUEST, Relation.EXPERT})),
        Role.COACH: _ANY,
    },
    # Invited people propose subjects and support them. The author or a coach withdraws a subject. Each person votes
    # for themselves.
    "gatherings.propose": {**dict.fromkeys((*Role, None), _IN_GATHERING), Role.COACH: _ANY},
    "gatherings.support": dict.fromkeys((*Role, None), frozenset({Relation.GUEST})),
    "gatherings.withdraw": {**dict.fromkeys((*Role, None), frozenset({Relation.OWNER})), Role.COACH: _ANY},
    "gatherings.answer_for": {**dict.fromkeys((*Role, None), frozenset({Relation.HOST})), Role.COACH: _ANY},
    "gatherings.attend": {**dict.fromkeys((*Role, None), frozenset({Relation.HOST})), Role.COACH: _ANY},
    # A porteur or coach invites colleagues to the porteurs' seminar; participants share a summary.
    "gatherings.invite": {Role.PORTEUR: frozenset({Relation.GUEST, Relation.HOST}), Role.COACH: _ANY},
    "gatherings.share": {**dict.fromkeys((*Role, None), _IN_GATHERING), Role.COACH: _ANY},
    # The organiser, the hosts and coaches prepare a seminar and read its feedback; former members do not.
    # A conference is announced when it has a title and speakers (`bot/gatherings/announcements.py`).
    "gatherings.host": {**dict.fromkeys(Role, frozenset({Relation.HOST})), Role.COACH: _ANY},
    # Only the organiser and the hosts read access needs, and only while they are in the programme.
    "gatherings.read_needs": dict.fromkeys(Role, frozenset({Relation.HOST})),
    # Participants and invited people give feedback; participants enter their own access needs.
    "gatherings.rate": dict.fromkeys((*Role, None), frozenset({Relation.GUEST})),
    "gatherings.tell_need": dict.fromkeys((*Role, None), frozenset({Relation.GUEST})),
    # Coaches plan the committees that close a phase. A team reschedules its committee (docs/programme.md, Committees).
    "evaluation.plan": {Role.COACH: _ANY},
    "evaluation.half_days": dict.fromkeys((Role.EIG, Role.PORTEUR, Role.COACH), _ANY),
    "evaluation.move": {
        **dict.fromkeys((*Role, None), frozenset({Relation.HOST})),
        Role.EIG: frozenset({Relation.HOST, Relation.GUEST}),
        Role.COACH: _ANY,
    },
    "evaluation.cancel": {**dict.fromkeys((*Role, None), frozenset({Relation.HOST})), Role.COACH: _ANY},
    "evaluation.lead": {Role.COACH: _ANY},
    "evaluation.leave": dict.fromkeys((*Role, None), frozenset({Relation.GUEST})),
    "evaluation.calendar": dict.fromkeys((*Role, None), _TAKING_PART),
    # Everybody in the programme may start a date poll. Only the asker sees the answers and chooses a date. The voters
    # may be outside the programme. The meeting is rescheduled by its host, or by a coach for the host.
    "polls.start": dict.fromkeys(Role, _ANY),
    "polls.run": dict.fromkeys((*Role, None), frozenset({Relation.OWNER})),
    "polls.answer": dict.fromkeys((*Role, None), frozenset({Relation.GUEST})),
    "polls.move": {**dict.fromkeys((*Role, None), frozenset({Relation.HOST})), Role.COACH: _ANY},
    "polls.cancel": {**dict.fromkeys((*Role, None), frozenset({Relation.HOST})), Role.COACH: _ANY},
    "polls.leave": dict.fromkeys((*Role, None), frozenset({Relation.GUEST, Relation.EXPERT})),
    "polls.come_back": dict.fromkeys((*Role, None), frozenset({Relation.AWAY})),
    "polls.calendar": dict.fromkeys((*Role, None), _TAKING_PART),
    # A team asks for a workshop, or a coach proposes one. The coach runs it, and participants write notes.
    "workshops.start": dict.fromkeys((Role.EIG, Role.COACH), _ANY),
    "workshops.ask": {Role.EIG: frozenset({Relation.TEAM}), Role.COACH: _ANY},
    "workshops.take": {Role.COACH: _ANY},
    "workshops.lead": {Role.COACH: frozenset({Relation.OWNER})},
    "workshops.list": dict.fromkeys(Role, _ANY),
    "workshops.write": {
        **dict.fromkeys((*Role, None), frozenset({Relation.TEAM, Relation.GUEST})),
        Role.COACH: _ANY,
    },
    # The team and its porteurs (guests) write the support of a committee. Coaches only read it.
    "evaluation.support": {
        Role.EIG: frozenset({Relation.TEAM}),
        Role.PORTEUR: frozenset({Relation.GUEST}),
        Role.COACH: _ANY,
    },
    "evaluation.fill": {Role.EIG: frozenset({Relation.TEAM}), Role.PORTEUR: frozenset({Relation.GUEST})},
    "evaluation.apart": {Role.PORTEUR: frozenset({Relation.GUEST})},
    # After a committee, the team and its porteurs answer one question. Answers are counted by phase only.
    "evaluation.rate": {Role.EIG: frozenset({Relation.TEAM}), Role.PORTEUR: frozenset({Relation.GUEST})},
    # Participants add actions. Only the owner closes an action. A coach reassigns it.
    "records.act": {**dict.fromkeys((*Role, None), _TAKING_PART | {Relation.TEAM}), Role.COACH: _ANY},
    "records.close": dict.fromkeys((*Role, None), frozenset({Relation.OWNER})),
    "records.reassign": {Role.COACH: _ANY},
    # The owner of an action, its author or a coach corrects its text.
    "records.reword": {
        **dict.fromkeys((*Role, None), frozenset({Relation.OWNER, Relation.BOOKER})),
        Role.COACH: _ANY,
    },
    "records.list": dict.fromkeys(Role, _ANY),
    "records.meet": {**dict.fromkeys((*Role, None), frozenset({Relation.GUEST, Relation.HOST})), Role.COACH: _ANY},
    # Coaches write a report. The EIG and porteurs of the défi read it, and a sponsor to whom the team sent it.
    "records.report": {
        **dict.fromkeys((Role.EIG, Role.PORTEUR), frozenset({Relation.TEAM})),
        Role.SPONSOR: frozenset({Relation.GUEST}),
        Role.COACH: _ANY,
    },
    "records.report_write": {Role.COACH: _ANY},
    "records.report_answer": dict.fromkeys((Role.EIG, Role.PORTEUR), frozenset({Relation.TEAM})),
    # Only the owner of a logbook reads it, even after leaving the programme. Only an EIG writes in a logbook.
    "logbook.keep": {Role.EIG: _ANY},
    "logbook.read": {**dict.fromkeys((*Role, None), frozenset({Relation.OWNER})), Role.EIG: _ANY},
    # Every member offers help, searches for it and asks a helper. The helper answers.
    "helping.join": dict.fromkeys(Role, _ANY),
    "helping.answer": dict.fromkeys((*Role, None), frozenset({Relation.OWNER})),
    "agenda.read": _EVERYBODY,
    # The actor of a change may undo it: `agenda.changes.undo` checks that the actor made the change.
    "agenda.undo": _EVERYBODY,
    "helpdesk.calendar": dict.fromkeys((*Role, None), _TAKING_PART),
    # Participants and coaches press « Ouvrir ». The card shows a need only to the need's recipients. For private data,
    # the feature has a stricter permission (`mentoring.read`, `gatherings.read`).
    "agenda.open": {**dict.fromkeys((*Role, None), _TAKING_PART), Role.COACH: _ANY},
    # The host, or a coach for the host, sets the subject.
    "agenda.tag": {**dict.fromkeys((*Role, None), frozenset({Relation.HOST})), Role.COACH: _ANY},
    # Coaches change the reminders of each dispositif.
    "agenda.policy": {Role.COACH: _ANY},
    # The booker, or a coach for the booker, answers the follow-up.
    "agenda.after": {**dict.fromkeys((*Role, None), frozenset({Relation.BOOKER})), Role.COACH: _ANY},
    # Each person postpones their own messages: the use case selects the messages by person.
    "agenda.snooze": _EVERYBODY,
    "agenda.hours": dict.fromkeys((Role.COACH, Role.MENTOR, Role.EXPERT), _ANY),
    # A person connects their own calendar. The bot reads and writes it for its owner alone.
    "agenda.connect": dict.fromkeys(Role, _ANY),
    "home.open": _EVERYBODY,
}


def require(actor: Actor, action: str, thing: Thing | None = None) -> None:
    """Raise NotAllowed unless the actor may do this."""
    if not may(actor, action, thing=thing):
        raise NotAllowed(action=action, thing=thing)


def may(actor: Actor, action: str, *, thing: Thing | None = None) -> bool:
    """Return whether the actor may do this.

    A role counts only in its promotion: a coach has no rights in another promotion. A membership that has ended gives
    no rights."""
    rule = RULES[action]
    relation = thing.relation_to(actor.person) if thing and actor.person else Relation.NONE
    return any(relation in rule.get(role, frozenset()) for role in roles_for(actor, thing) or {None})


def roles_for(actor: Actor, thing: Thing | None) -> frozenset[Role]:
    """Return the actor's roles in the promotion of the thing, and their roles without a promotion.

    If the thing has no promotion, return all their roles."""
    if actor.person is None:
        return frozenset()
    promotion_id = thing.promotion_id if thing else None
    return frozenset(
        membership.role
        for membership in actor.person.current
        if promotion_id is None or membership.promotion_id in (None, promotion_id)
    )
