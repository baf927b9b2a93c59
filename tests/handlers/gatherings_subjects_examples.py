"""Fixed values for subjects and votes, groups of few, colleagues and what is shared of the porteurs' seminar."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

from bot.agenda.model import Appointment, Part, Participant, State
from bot.gatherings.kinds import PAIRS, PORTEURS
from bot.gatherings.model import Gathering, GatheringSheet, Proposal, Purpose, Series
from bot.gatherings.porteurs import PorteursShared
from bot.gatherings.series.joining import MergeResult, SmallGroup, ungrouped_series
from bot.gatherings.subjects.ballots import Ballot
from bot.programme.model import Membership, Person, Promotion
from bot.programme.roles import Role
from handlers.gatherings.announcement.views import CardExtra
from handlers.gatherings.seminars import texts as porteurs_texts
from handlers.gatherings.seminars import views as porteurs_views
from handlers.gatherings.subjects import texts as subjects_texts
from handlers.gatherings.subjects import views as subjects_views
from handlers.gatherings.subjects.forms import SubjectMetadata
from handlers.kit.blocks import Message, actions, message, section
from handlers.kit.escaping import escape

Drawn: TypeAlias = Message | dict[str, Any] | str

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)  # 8 h in Paris, a Monday
STARTS = datetime(2026, 5, 26, 12, 0, tzinfo=UTC)
CLOSES = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
AFTER = STARTS + timedelta(hours=4)
HOSTILE = "Lire <!channel> & *gras*, 1 < 2"
CLAIRE = Person(9, "Claire Morel", memberships=(Membership(Role.COACH, 1),))
LEA = Person(1, "Léa <Martin>", memberships=(Membership(Role.EIG, 1, 1, "droit"),))
ALI = Person(2, "Ali Bernard", memberships=(Membership(Role.EIG, 1, 1, "droit"),))
PAUL = Person(3, "Paul Mercier", memberships=(Membership(Role.PORTEUR, 1, 1),))
PEOPLE = {one.id: one for one in (CLAIRE, LEA, ALI, PAUL)}
PROMOTION = Promotion(1, "EIG 9", date(2026, 1, 12), date(2026, 11, 11), {"promotion": "C1", "porteurs": "C2"})
PEERS = Series(1, 1, PAIRS, "", 90, CLAIRE.id, metiers=("droit",))
OTHER = Series(2, 1, PAIRS, "", 90, CLAIRE.id, metiers=("design", "developpement"))
SEMINAR = Series(3, 1, PORTEURS, "", 210, CLAIRE.id)
GESTURE = SubjectMetadata(7, "6f1c1f9c-5c6d-4d0c-9d57-3a3c7a7f0c11")
FEW = SmallGroup(PEERS, (LEA, ALI), (OTHER,), 12)
UNGROUPED = SmallGroup(ungrouped_series(1, "droit"), (LEA, ALI), (OTHER,), 12)


def sheet(series: Series = PEERS, *, title: str | None = None, state: State = State.CONFIRMED) -> GatheringSheet:
    host = Participant(CLAIRE.id, Part.HOST)
    ends = STARTS + timedelta(minutes=series.minutes)
    one = Appointment(
        5, "u5", series.dispositif, 1, None, STARTS, ends, state, 0, "https://visio.example.org/a", (host,)
    )
    gathering = Gathering(7, series.id, "2026-05", 5, date(2026, 5, 26), CLOSES, title=title)
    return GatheringSheet(gathering, series, one, PROMOTION, (LEA, ALI), {}, PEOPLE)


def subject(number: int, text: str, *supporters: int, author: int | None = None) -> Proposal:
    return Proposal(number, 7, Purpose.SUBJECT, text, NOW, author, frozenset(supporters))


SOME = (subject(1, HOSTILE, 1, 2, 3, author=1), subject(2, "Mener des entretiens à distance", 2, author=2))
LONG = tuple(subject(number, f"{number} {'é& ' * 98}fin", *range(number)) for number in range(12, 0, -1))


def ballot(
    *some: Proposal,
    series: Series = PEERS,
    title: str | None = None,
    waits: bool = False,
    state: State = State.CONFIRMED,
) -> Ballot:
    return Ballot(sheet(series, title=title, state=state), some, waits)


def late(*some: Proposal, title: str | None = None) -> Ballot:
    """Give what is proposed for a group that was announced without a subject."""
    one = sheet(PEERS, title=title)
    return Ballot(replace(one, gathering=replace(one.gathering, announced_at=NOW)), some)


def vote_form(one: Ballot, *, votes: bool = True, withdraws: bool = False) -> Drawn:
    return subjects_views.vote_form(one, 7, viewer_id=LEA.id, may_vote=votes, may_withdraw=withdraws, now=NOW)


def alone(extra: CardExtra) -> Message:
    """Draw what a kind adds as if it were a message of its own."""
    row = [actions(*extra.buttons)] if extra.buttons else []
    return message(escape(extra.said or "Rien n’est ajouté à ce message."), *extra.blocks, *row)


def asked(one: Ballot, *, now: datetime = NOW) -> Drawn:
    return subjects_views.ballot_message(one, is_posted=True, now=now) or ""


def shared(text: str, author: Person | None = PAUL) -> Message:
    proposal = Proposal(4, 7, Purpose.SHARED, text, AFTER, author.id if author else None)
    return porteurs_views.shared_message(PorteursShared(sheet(SEMINAR), proposal, author), now=AFTER)


def said(sentences: Mapping[str, str]) -> dict[str, Callable[[], Drawn]]:
    """Give sentences of a form's fields, as examples of their own."""
    return {name: partial(message, escape(text)) for name, text in sentences.items()}


_ENDED = replace(PEERS, ended_at=NOW)
_OPENED = replace(PEERS, opened_to=frozenset({Role.ALUMNI}))
EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "gatherings.subjects.propose": lambda: subjects_views.propose_form(ballot(*SOME), GESTURE, now=NOW),
    "gatherings.subjects.propose.hostile": lambda: subjects_views.propose_form(
        ballot(series=replace(PEERS, title=HOSTILE)), GESTURE, now=NOW
    ),
    "gatherings.subjects.propose.late": lambda: subjects_views.propose_form(late(), GESTURE, now=NOW),
    "gatherings.subjects.propose.waits": lambda: subjects_views.propose_form(ballot(waits=True), GESTURE, now=AFTER),
    "gatherings.subjects.proposed": lambda: subjects_views.proposed_modal(ballot(*SOME), 7, now=NOW),
    "gatherings.subjects.proposed.taken": lambda: subjects_views.proposed_modal(
        late(SOME[0], title=SOME[0].text), 7, now=NOW
    ),
    "gatherings.subjects.asked.late": lambda: asked(late()),
    "gatherings.subjects.vote": lambda: vote_form(ballot(*SOME)),
    "gatherings.subjects.vote.none": lambda: vote_form(ballot()),
    "gatherings.subjects.vote.twelve": lambda: vote_form(ballot(*LONG, series=SEMINAR), withdraws=True),
    "gatherings.subjects.vote.coach": lambda: vote_form(ballot(*SOME), votes=False, withdraws=True),
    "gatherings.subjects.voted": lambda: subjects_views.voted_modal(ballot(*SOME), now=NOW),
    "gatherings.subjects.asked": lambda: asked(ballot()),
    "gatherings.subjects.asked.some": lambda: asked(ballot(*SOME)),
    "gatherings.subjects.asked.many": lambda: asked(ballot(*LONG)),
    "gatherings.subjects.asked.chosen": lambda: asked(ballot(*SOME, title=HOSTILE), now=CLOSES),
    "gatherings.subjects.asked.closed": lambda: asked(ballot(), now=CLOSES),
    "gatherings.subjects.asked.cancelled": lambda: asked(ballot(*SOME, state=State.CANCELLED)),
    "gatherings.subjects.next": lambda: alone(subjects_views.next_subject_extra(ballot(*SOME), 6, now=NOW)),
    "gatherings.subjects.next.waits": lambda: alone(
        subjects_views.next_subject_extra(ballot(SOME[0], waits=True), 7, now=AFTER)
    ),
    "gatherings.subjects.next.chosen": lambda: alone(
        subjects_views.next_subject_extra(ballot(*SOME, title=HOSTILE), 6, now=CLOSES)
    ),
    "gatherings.peers.planned": lambda: alone(subjects_views.page_extra(ballot(*SOME), small_group=FEW, now=NOW)),
    "gatherings.peers.planned.chosen": lambda: alone(
        subjects_views.page_extra(ballot(*SOME, title=HOSTILE), small_group=None, now=NOW)
    ),
    "gatherings.peers.subject": lambda: subjects_views.subject_form(ballot(*SOME), now=NOW),
    "gatherings.peers.subject.help": lambda: subjects_views.subject_form(
        replace(ballot(*SOME), helping=(("Léa Martin", ("Accessibilité", HOSTILE)), ("Sami Haddad", ("FALC",)))),
        now=NOW,
    ),
    "gatherings.peers.subject.change": lambda: subjects_views.subject_form(ballot(title=HOSTILE), now=NOW),
    "gatherings.peers.subject_given": lambda: subjects_views.subject_given_modal(sheet(title=HOSTILE), now=NOW),
    "gatherings.peers.small": lambda: subjects_views.small_group_message(FEW, is_posted=False) or "",
    "gatherings.peers.small.one": lambda: (
        subjects_views.small_group_message(replace(FEW, alumni=1), is_posted=False) or ""
    ),
    "gatherings.peers.small.nothing": lambda: (
        subjects_views.small_group_message(SmallGroup(PEERS, (LEA,), (), 0), is_posted=False) or ""
    ),
    "gatherings.peers.small.nobody": lambda: (
        subjects_views.small_group_message(SmallGroup(PEERS, (), (OTHER,), 0), is_posted=False) or ""
    ),
    "gatherings.peers.small.joined": lambda: (
        subjects_views.small_group_message(replace(FEW, series=_ENDED), is_posted=True) or ""
    ),
    "gatherings.peers.small.opened": lambda: (
        subjects_views.small_group_message(replace(FEW, series=_OPENED), is_posted=True) or ""
    ),
    "gatherings.peers.small.grown": lambda: (
        subjects_views.small_group_message(replace(FEW, members=(LEA, LEA, LEA)), is_posted=True) or ""
    ),
    "gatherings.peers.join": lambda: subjects_views.join_form(FEW),
    "gatherings.peers.join.none": lambda: subjects_views.join_form(SmallGroup(PEERS, (LEA,), (), 0)),
    "gatherings.peers.joined": lambda: subjects_views.groups_merged_modal(MergeResult(PEERS, OTHER, 2)),
    "gatherings.peers.join.metier": lambda: subjects_views.join_form(UNGROUPED),
    "gatherings.peers.joined.metier": lambda: subjects_views.groups_merged_modal(MergeResult(UNGROUPED.series, OTHER)),
    "gatherings.peers.arrived": lambda: subjects_views.new_members_message(
        "droit", OTHER, next_sheet=sheet(OTHER), now=NOW
    ),
    "gatherings.peers.arrived.undated": lambda: subjects_views.new_members_message(
        "droit", OTHER, next_sheet=None, now=NOW
    ),
    "gatherings.peers.taken": lambda: message(escape(subjects_texts.PEERS_TAKEN)),
    "gatherings.peers.opened": lambda: subjects_views.alumni_invited_message(FEW),
    "gatherings.peers.merged": lambda: subjects_views.groups_merged_message(
        PEERS, OTHER, next_sheet=sheet(OTHER), now=NOW
    ),
    "gatherings.peers.merged.undated": lambda: subjects_views.groups_merged_message(
        PEERS, OTHER, next_sheet=None, now=NOW
    ),
    "gatherings.porteurs.announced": lambda: alone(
        porteurs_views.porteurs_announcement_extra(ballot(*SOME, series=SEMINAR), now=NOW)
    ),
    "gatherings.porteurs.announced.none": lambda: alone(
        porteurs_views.porteurs_announcement_extra(ballot(series=SEMINAR), now=NOW)
    ),
    "gatherings.porteurs.announced.over": lambda: alone(
        porteurs_views.porteurs_announcement_extra(ballot(*SOME, series=SEMINAR), now=AFTER)
    ),
    "gatherings.porteurs.planned": lambda: alone(
        porteurs_views.porteurs_page_extra(ballot(*SOME, series=SEMINAR), now=NOW)
    ),
    "gatherings.porteurs.after": lambda: alone(porteurs_views.sharing_extra(sheet(SEMINAR), now=AFTER)),
    "gatherings.porteurs.invite": lambda: porteurs_views.invite_form(sheet(SEMINAR), now=NOW),
    "gatherings.porteurs.invite.hostile": lambda: porteurs_views.invite_form(
        sheet(replace(SEMINAR, title=HOSTILE)), now=NOW
    ),
    "gatherings.porteurs.invited": lambda: porteurs_views.invited_modal(LEA, is_announced=True),
    "gatherings.porteurs.invited.later": lambda: porteurs_views.invited_modal(LEA, is_announced=False),
    "gatherings.porteurs.share": lambda: porteurs_views.share_form(sheet(SEMINAR), GESTURE, now=AFTER),
    "gatherings.porteurs.share.each": lambda: porteurs_views.share_form(
        replace(sheet(SEMINAR), promotion=replace(PROMOTION, channels={})), GESTURE, now=AFTER
    ),
    "gatherings.porteurs.share_done": porteurs_views.shared_modal,
    "gatherings.porteurs.shared": lambda: shared(f"À refaire\n{HOSTILE}"),
    "gatherings.porteurs.shared.long": lambda: shared("é& " * 333, None),
    "gatherings.subjects.withdrawn": lambda: message(subjects_texts.WITHDRAWN),
    **said({f"gatherings.subjects.invalid.{name}": text for name, text in subjects_texts.INVALID.items()}),
    **said({f"gatherings.peers.invalid.{name}": text for name, text in subjects_texts.PEERS_INVALID.items()}),
    **said({f"gatherings.porteurs.invalid.{name}": text for name, text in porteurs_texts.INVALID.items()}),
    **said({f"gatherings.porteurs.early.{name}": text for name, text in porteurs_texts.SHARE_INVALID.items()}),
    "gatherings.peers.invalid.same": lambda: message(escape(subjects_texts.SAME), section(escape(subjects_texts.SAME))),
}
