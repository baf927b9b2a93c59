"""Functions that check a wish for a cycle before the request: text, team, first day, domain, mentor, times.

Each check raises Invalid with the field. `mentoring.service.save_need` and `send_request` list the reasons."""

from collections.abc import Sequence
from datetime import datetime

from bot.dates.paris import day_of
from bot.errors import Invalid
from bot.meeting_links import is_address
from bot.mentoring.matching import matching, times
from bot.mentoring.matching.plan import fits_window
from bot.mentoring.model import LINK_LIMIT, MOST_PEOPLE, NEED_LIMIT, CycleChoice, CycleWish, Mentor
from bot.programme.model import Defi, Person
from storage.database import Reading
from storage.mentoring import cycles
from storage.programme import people


def check_words(wish: CycleWish) -> None:
    """Check the typed values: there is a need or a link, and at least one day and one half of the day suit the team."""
    if not wish.need.strip() and not wish.link.strip():
        raise Invalid(field="need", reason="empty")
    if len(wish.need) > NEED_LIMIT:
        raise Invalid(field="need", reason="long")
    if wish.link.strip() and not is_address(wish.link.strip()):
        raise Invalid(field="link", reason="address")
    if len(wish.link) > LINK_LIMIT:
        raise Invalid(field="link", reason="long")
    if not wish.suits.weekdays:
        raise Invalid(field="days", reason="none")
    if not wish.suits.halves:
        raise Invalid(field="halves", reason="none")


def check_team(tx: Reading, wish: CycleWish, *, asker: Person, defi: Defi) -> None:
    """Check that all participants are in the défi, and that they are at most seven."""
    team = {person.id for person in people.members_of_defi(tx, defi.id)}
    if not {asker.id, *wish.guest_ids} <= team:
        raise Invalid(field="participants", reason="other_team")
    if len({asker.id, *wish.guest_ids}) > MOST_PEOPLE:
        raise Invalid(field="participants", reason="many")


def check_day(wish: CycleWish, *, now: datetime) -> None:
    """Check that the first day is between today and sixty days from now."""
    today = day_of(now)
    if wish.from_day is not None and wish.from_day < today:
        raise Invalid(field="from_day", reason="past")
    if wish.from_day is not None and wish.from_day > today + times.FARTHEST:
        raise Invalid(field="from_day", reason="far")


def check_domain(tx: Reading, wish: CycleWish, *, asker_id: int) -> None:
    """Check that no duplicate of the wished cycle is open or running (`storage.mentoring.cycles.is_duplicate`)."""
    live = cycles.duplicate_state(tx, wish.terms, asked_by=asker_id, defi_id=wish.defi_id, domain=wish.domain)
    if live is not None:
        field = "cycle" if wish.terms.is_own else "domain"
        raise Invalid(field=field, reason="open" if live.is_open else "running")


def check_expertise(wish: CycleWish, mentors: Sequence[Mentor]) -> None:
    """Check that a mentor still has the wish's domain among their expertises."""
    if not any(wish.domain in mentor.person.expertises for mentor in mentors):
        raise Invalid(field="cycle" if wish.terms.is_own else "domain", reason="gone")


def check_mentor(wish: CycleWish, mentors: Sequence[Mentor], *, team: set[int]) -> Mentor:
    """Return the wish's mentor. Check that they still have the domain and room for a cycle, and are not in the team."""
    found = next((mentor for mentor in mentors if mentor.person.id == wish.mentor_id), None)
    speaks = found is not None and (wish.choice is CycleChoice.ASSIGNED or wish.domain in found.person.expertises)
    if found is None or not speaks:
        raise Invalid(field="mentor", reason="left" if wish.terms.is_own else "gone")
    if found.person.id in team:
        raise Invalid(field="mentor", reason="own")
    if not found.room:
        raise Invalid(field="mentor", reason="full")
    return found


def check_times(
    tx: Reading, wish: CycleWish, *, defi: Defi, asker: Person, starts: Sequence[datetime], now: datetime
) -> None:
    """Check that the starts are on different days in the window, not too soon, and free."""
    if len(starts) != wish.terms.sessions:
        raise Invalid(field="times", reason="count", terms=wish.terms)
    if not fits_window([int(moment.timestamp()) for moment in starts], wish.terms):
        raise Invalid(field="times", reason="outside", terms=wish.terms)
    calendar = matching.window_of_wish(tx, wish=wish, defi=defi, team_ids=(asker.id, *wish.guest_ids), now=now)
    if min(day_of(moment) for moment in starts) < calendar.earliest:
        raise Invalid(field="times", reason="early")
    times.check_available(tx, wish.mentor_id or 0, starts, calendar=calendar, by_host=False)
