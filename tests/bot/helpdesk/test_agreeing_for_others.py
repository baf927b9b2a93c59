"""Held séances and people who do not host them: another host of the request, a colleague, a coach, the team."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from bot.catalogue.formats import Format
from bot.dates.hours import WeeklyHours
from bot.errors import NotAllowed
from bot.helpdesk import agreeing, changes, hosting, proposals, service
from bot.helpdesk.model import Candidate, Reason, RequestWish
from bot.planning import formats
from bot.programme.roles import Role
from handlers.helpdesk import card_views
from handlers.helpdesk.hosting.views import propose_form
from storage.agenda import hours
from storage.database import Transaction
from tests.bot.helpdesk.bureau import DAY, VISIO, Bureau
from tests.bot.helpdesk.test_agreeing import LATER, bureau
from tests.bot.helpdesk.test_agreeing_of_several import of_two_hosts
from tests.journeys.promotion import NEED

__all__ = ["bureau"]  # the fixture
HOUR = timedelta(hours=1)
MORNINGS = [WeeklyHours(day, "09:00", "12:30", None, None) for day in range(5)]


def of_mentors(bureau: Bureau, *starts: datetime) -> int:
    """Book a rendez-vous that a coach added, held until a mentor agrees: Zoé, or Max for the second séance."""
    claire, lea, promotion = bureau.actor("claire"), bureau.actor("lea"), bureau.ids["promotion"]
    given = Format(
        "", "Relecture", 60, sessions=3, hosts=Role.MENTOR, description="On relit votre code.", needs_agreement=True
    )
    for key in ("zoe", "max"):
        bureau.add(key, Role.MENTOR)
    zoe, team = bureau.ids["zoe"], (bureau.ids["lea"], bureau.ids["sami"])

    def prepare(tx: Transaction) -> str:
        for key in ("zoe", "max"):
            hours.replace_weekly(tx, bureau.ids[key], MORNINGS)
        _, kept = formats.keep(tx, claire, "fd", promotion_id=promotion, given=given, now=bureau.now)
        formats.open_new(tx, claire, "fd", promotion_id=promotion, now=bureau.now)
        return kept.key

    wish = RequestWish(bureau.ids["carte"], NEED, guest_ids=team, format_key=bureau.do(prepare), host_id=zoe)
    bureau.do(partial(service.keep_need, actor=lea, draft_id="own", wish=wish, now=bureau.now))
    chosen = partial(service.keep_team, actor=lea, draft_id="own", guest_ids=team, host_id=zoe, sessions=len(starts))
    bureau.do(partial(chosen, now=bureau.now))
    book = partial(service.book, actor=lea, draft_id="own", starts=starts, candidate=Candidate(zoe, Reason.CHOSEN))
    request_id = bureau.do(partial(book, visio_url=VISIO, now=bureau.now)).sheet.request.id
    bureau.stand()
    if len(starts) > 1:
        second, to, host = bureau.sheet(request_id).sessions[1].id, bureau.ids["max"], bureau.actor("zoe")
        give = partial(hosting.hand_over, actor=host, request_id=request_id, to_id=to, appointment_ids=[second])
        bureau.do(partial(give, now=bureau.now))
    bureau.deliver()
    return request_id


def test_decline_and_propose_begin_with_the_reader_s_own_held_seance(bureau: Bureau) -> None:
    request_id = of_two_hosts(bureau)
    david, sheet = bureau.actor("david"), bureau.sheet(request_id)
    first, second = sheet.sessions
    decline = card_views.hosting(sheet, bureau.ids["david"], now=bureau.now)[-1].to_dict()
    assert decline["value"] == f"{request_id} {second.id}"
    declined = agreeing.to_decline(sheet, david, named=second.id, now=bureau.now)
    assert (declined, agreeing.to_decline(sheet, david, named=first.id, now=bureau.now)) == ([second], [])
    with bureau.database.reading() as reading:
        offered = proposals.offer_times(reading, david, request_id, now=bureau.now)
    chooser = next(
        block["element"]
        for block in propose_form(offered, "b1", mine=bureau.ids["david"], now=bureau.now)["blocks"]
        if block.get("block_id") == "session"
    )
    assert chooser["initial_option"]["value"] == str(second.id)


def test_a_mentor_changes_no_seance_of_another_mentor(bureau: Bureau) -> None:
    request_id = of_mentors(bureau, LATER, LATER + 7 * DAY)
    zoe, (first, second) = bureau.actor("zoe"), (session.id for session in bureau.sheet(request_id).sessions)
    with bureau.database.reading() as reading:
        offered = proposals.offer_times(reading, zoe, request_id, now=bureau.now)
        movable = changes.open_change(reading, zoe, request_id, action="helpdesk.move", now=bureau.now)
    assert [[session.id for session in sheet.sessions] for sheet in (offered, movable)] == [[first], [first]]
    with pytest.raises(NotAllowed):
        bureau.propose(request_id, LATER + 8 * DAY, who="zoe", session=second)
    moves = {second: LATER + 8 * DAY}
    with pytest.raises(NotAllowed):
        bureau.do(lambda tx: changes.move(tx, zoe, request_id, moves=moves, batch="b1", now=bureau.now))
    cancel = partial(changes.cancel, actor=zoe, request_id=request_id, batch="b1", now=bureau.now)
    with pytest.raises(NotAllowed):
        bureau.do(partial(cancel, appointment_ids=[second]))
    bureau.do(cancel)  # all that she may
    assert [session.id for session in bureau.sheet(request_id).standing] == [second]
