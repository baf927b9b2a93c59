"""Fixed values for the views of connecting a calendar, and for what surrounds a time."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from bot.agenda.around import BusyDay, BusyTime
from bot.agenda.busy.connecting import CalendarChoice, FeedListing, calendar_key
from bot.agenda.busy.feeds import Feed, Peek
from bot.outside.dav import Calendar, DavAccount
from handlers.agenda.connecting import texts, views
from handlers.kit.around import other_events_blocks
from handlers.kit.blocks import modal
from tests.handlers.hours_examples import NOW, STARTS, Drawn

HOST, DAY = "agenda.exemple.fr", timedelta(days=1)
WORK = Calendar("https://agenda.exemple.fr/travail/", "Travail", writable=True)
SHARED = Calendar("https://agenda.exemple.fr/equipe/", "Équipe", writable=False)
NAMELESS = Calendar("https://agenda.exemple.fr/x/", "", writable=True)
LISTED = FeedListing(HOST, (WORK, SHARED, NAMELESS), frozenset(), None)
ACCOUNT = DavAccount("https://agenda.exemple.fr/", "claire", "…")
FEED = Feed(HOST, 12, NOW, None, NOW + DAY, False, account=True, calendars=2, writes=True)
UNCHOSEN = Feed(HOST, 0, None, None, None, False, account=True)
WRITTEN = Feed(HOST, 0, None, None, None, False, account=True, calendars=0, writes=True)
REFUSED = (
    *("password", "not_dav", "private", "slow", "unsafe", "redirects", "too_big", "too_many", "read_only", "full"),
    *("conflict", "none", "sealed", "many", "gone", "empty", "broken", "forbidden", "unknown"),
    *("no_tls", "no_server"),
)
NINE = STARTS.replace(hour=7)
DAYS = (
    BusyDay(
        date(2026, 5, 12),
        (
            BusyTime(NINE, NINE + timedelta(minutes=45), None),
            BusyTime(STARTS, STARTS + timedelta(hours=1), "Bureau d’aide"),
        ),
    ),
    BusyDay(date(2026, 5, 13), ()),
    BusyDay(date(2026, 5, 14), (BusyTime(STARTS.replace(hour=22) + DAY, STARTS.replace(hour=22) + 2 * DAY, None),)),
    BusyDay(
        date(2026, 5, 15),
        tuple(BusyTime(NINE + 3 * DAY, NINE + 3 * DAY + timedelta(minutes=9), None) for _ in range(9)),
    ),
)


def _failed(reason: str) -> Callable[[], Drawn]:
    reads = 0 if reason in ("read_only", "full") else 1
    feed = Feed(HOST, 12, NOW - 2 * DAY, reason, NOW - DAY, True, account=True, calendars=reads, writes=True)
    return lambda: views.failed_message(feed, now=NOW)


EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "connecting.form": lambda: views.connection_form(None, may_save_password=True, now=NOW),
    "connecting.form.connected": lambda: views.connection_form(FEED, may_save_password=True, now=NOW),
    "connecting.form.unchosen": lambda: views.connection_form(
        UNCHOSEN, may_save_password=True, last_result=texts.FORGOTTEN, now=NOW
    ),
    "connecting.form.written": lambda: views.connection_form(WRITTEN, may_save_password=True, now=NOW),
    "connecting.form.off": lambda: views.connection_form(None, may_save_password=False, now=NOW),
    **{
        f"connecting.form.where-{where}": lambda where=where: views.connection_form(  # type: ignore[misc] # bound now
            None, may_save_password=False, service_key=where, now=NOW
        )
        for where in texts.STEPS
    },
    **{
        f"connecting.form.refused-{reason}": lambda reason=reason: views.connection_form(  # type: ignore[misc] # bound now
            None,
            may_save_password=True,
            address="https://agenda.exemple.fr/",
            user="claire",
            last_result=texts.refused(reason),
            now=NOW,
        )
        for reason in REFUSED
    },
    "connecting.form.refused-file": lambda: views.connection_form(
        None, may_save_password=True, address="https://x.fr/a.ics", last_result=texts.feed_refused("gone"), now=NOW
    ),
    "connecting.trying": views.waiting_modal,
    "connecting.choose": lambda: views.choice_form(LISTED),
    "connecting.choose.new": lambda: views.choice_form(LISTED, is_new=True),
    "connecting.choose.again": lambda: views.choice_form(
        FeedListing(HOST, LISTED.calendars, frozenset({calendar_key(WORK)}), calendar_key(WORK)),
        test_result=texts.refused("full"),
    ),
    "connecting.chosen": lambda: views.calendars_chosen_modal(
        CalendarChoice(ACCOUNT, (WORK.address,), WORK.address, HOST, 1)
    ),
    "connecting.chosen.several": lambda: views.calendars_chosen_modal(
        CalendarChoice(ACCOUNT, ("a", "b"), None, HOST, 12)
    ),
    "connecting.chosen.left": lambda: views.calendars_chosen_modal(
        CalendarChoice(ACCOUNT, (), WORK.address, HOST, 0, left=True)
    ),
    "connecting.kept_file": lambda: views.file_connected_modal(Peek("", HOST, 12, None)),
    "connecting.kept_file.nothing": lambda: views.file_connected_modal(Peek("", HOST, 0, None)),
    "connecting.kept_file.unread": lambda: views.file_connected_modal(Peek("", HOST, None, None, "unreachable")),
    "connecting.around": lambda: modal("kit.note", "Changer la date", other_events_blocks(DAYS, now=NOW)),
    **{
        f"connecting.feed_failed.{reason}": _failed(reason)
        for reason in ("password", "sealed", "gone", "read_only", "full", "slow", "not_dav", "conflict", "changed")
    },
}
