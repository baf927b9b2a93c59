"""The notices about subjects of gatherings, groups of few, and what is shared of the porteurs' seminar."""

from collections.abc import Mapping

from bot.clock import Now
from bot.gatherings import porteurs
from bot.gatherings.series import joining
from bot.gatherings.sheets import describe, get_series
from bot.gatherings.subjects import ballots, peers
from bot.notices.model import Action, Notice
from bot.tools import Reading, Transaction
from handlers.gatherings.peers import views as peers_views
from handlers.gatherings.porteurs import views as porteurs_views
from handlers.gatherings.subjects import views as subjects_views
from handlers.kit.blocks import Message

from .messages import OnFailed, Renderer


def gatherings_subjects_renderers(now: Now) -> Mapping[str, Renderer]:
    """Give the renderers of all that is told about subjects and their groups."""

    def asked(reading: Reading, notice: Notice) -> Message | None:
        ballot = ballots.of(reading, describe(reading, notice.subject_id), now=now())
        return subjects_views.asked(ballot, posted=notice.action is Action.UPDATE, now=now())

    def small(reading: Reading, notice: Notice) -> Message | None:
        about = joining.look(reading, notice.subject_id)
        return peers_views.small(about, posted=notice.action is Action.UPDATE)

    def merged(reading: Reading, notice: Notice) -> Message:
        alone = not notice.detail.isdigit()  # a métier that had no group
        into = get_series(reading, notice.subject_id if alone else int(notice.detail))
        following = joining.following(reading, into.id, now=now())
        if alone:
            return peers_views.arrived(notice.detail, into, following=following, now=now())
        ended = get_series(reading, notice.subject_id)
        return peers_views.merged(ended, into, following=following, now=now())

    def shared(reading: Reading, notice: Notice) -> Message:
        return porteurs_views.shared(porteurs.read_shared(reading, notice.subject_id), now=now())

    return {peers.ASKED: asked, joining.SMALL: small, joining.MERGED: merged, porteurs.SHARED: shared}


def gatherings_subjects_follow_ups(now: Now) -> Mapping[str, OnFailed]:
    """Give what follows where a channel took no message: each gets it."""

    def unasked(tx: Transaction, notice: Notice, _reason: str) -> None:
        peers.refused(tx, notice, now=now())

    def unshared(tx: Transaction, notice: Notice, _reason: str) -> None:
        porteurs.refused(tx, notice, now=now())

    return {peers.ASKED: unasked, porteurs.SHARED: unshared}
