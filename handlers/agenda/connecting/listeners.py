"""Listeners that connect a calendar. They answer Slack, test the calendar, and replace the form by the result."""

from functools import partial

from bot.agenda.busy import connecting, feeds
from bot.agenda.busy.connecting import FeedWanted
from bot.errors import FeedUnread, Invalid
from bot.programme.permissions import require
from handlers.agenda.connecting import texts, views
from handlers.kit.blocks import Json
from handlers.kit.escaping import Said
from handlers.kit.routes import Routes
from handlers.kit.turn import Turn


def register(routes: Routes) -> None:
    add = partial(routes.add, permits="agenda.connect")
    add("action", "agenda.connect", open_form)
    add("action", "agenda.calendars", list_calendars)
    add("action", "agenda.disconnect", disconnect_calendar)
    add("view", "agenda.try", connect_calendar)
    add("view", "agenda.choose", choose_calendars)


def open_form(turn: Turn) -> None:
    """Open the form with the current calendar (`/agenda connecter`).

    If the person selects a calendar service in the form, the form opens again with instructions for this service."""
    where = turn.value if turn.value in texts.STEPS else ""
    view = _form(turn, where=where)
    turn.ack()
    (turn.open if where else turn.show)(view)


def connect_calendar(turn: Turn) -> None:
    """Test the typed values (« Essayer »). Show the calendars to choose from, or the error."""
    address, user, password = (turn.values.typed_text(name) for name in ("address", "user", "password"))
    try:
        wanted = connecting.read_credentials(turn.tools, turn.actor, address=address, user=user, password=password)
    except Invalid as refusal:
        name, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
        shown = name if name in turn.inputs else "address"
        turn.ack(response_action="errors", errors={shown: texts.invalid(name, reason)})
        return
    turn.keep_waiting(views.waiting_modal())
    (_connect_file if wanted.account is None else _connect_account)(turn, wanted, user)


def choose_calendars(turn: Turn) -> None:
    """Test each chosen calendar, and save all of them or show the error (« Essayer et enregistrer »)."""
    # This comes before the acknowledgement, since a refusal cannot be shown after it.
    require(turn.actor, "agenda.connect")
    now, to = turn.tools.now(), turn.values.chosen_value("writes")
    turn.keep_waiting(views.waiting_modal())
    try:
        done = connecting.try_calendars(
            turn.tools,
            turn.actor,
            reads=turn.values.ticked_values("busy"),
            writes_to=None if to == "none" else to,
            new=turn.private == views.NEW,
            now=now,
        )
        with turn.tools.transaction() as tx:
            connecting.save_choice(tx, turn.actor, done, seal=turn.tools.seal, now=now)
    except FeedUnread as refusal:
        _show_calendars(turn, said=texts.refused(refusal.reason), new=turn.private == views.NEW)
    else:
        turn.replace_view(views.chosen_modal(done))


def list_calendars(turn: Turn) -> None:
    """Ask the server for its calendars again (« Choisir ses agendas »). Meanwhile the form shows a waiting notice."""
    require(turn.actor, "agenda.connect")
    if not turn.in_modal:
        open_form(turn)
        return
    turn.ack()
    turn.replace_view(views.waiting_modal())
    _show_calendars(turn)


def disconnect_calendar(turn: Turn) -> None:
    """Disconnect the actor's calendar and delete the bot's copy of it (« Ne plus utiliser cet agenda »)."""
    with turn.tools.transaction() as tx:
        feeds.forget_feed(tx, turn.actor, now=turn.tools.now())
    view = _form(turn, said=texts.FORGOTTEN)
    turn.ack()
    turn.open(view)


def _connect_account(turn: Turn, wanted: FeedWanted, user: str) -> None:
    account = wanted.account
    if account is None:
        return
    try:
        found = connecting.list_calendars(turn.tools, account, guessed=wanted.guessed)
    except FeedUnread as refusal:
        typed = turn.values.typed_text("address") if wanted.guessed else wanted.address
        turn.replace_view(_form(turn, address=typed, user=user, said=texts.refused(refusal.reason)))
        return
    with turn.tools.transaction() as tx:
        new = connecting.save_account(tx, turn.actor, account=account, seal=turn.tools.seal, now=turn.tools.now())
    turn.replace_view(views.choice_form(connecting.new_listing(account, found), new=new))


def _connect_file(turn: Turn, wanted: FeedWanted, user: str) -> None:
    now = turn.tools.now()
    peek = feeds.peek_feed(turn.tools, turn.actor, typed=wanted.address, seconds=feeds.TRIAL_SECONDS, now=now)
    with turn.tools.reading() as reading:
        used = feeds.read_feed(reading, turn.actor, now=now)
    # A calendar that does not answer now may answer later, but it must not replace a calendar in use.
    fault = "not_a_link" if peek is None else peek.fault or (peek.unread if used else None)
    if peek is None or fault:
        said = texts.feed_refused(fault or "not_a_link")
        turn.replace_view(_form(turn, address=wanted.address, user=user, said=said))
        return
    with turn.tools.transaction() as tx:
        feeds.set_feed(tx, turn.actor, peek.address, now=now)
    turn.replace_view(views.kept_file_modal(peek))


def _show_calendars(turn: Turn, *, said: Said | None = None, new: bool = False) -> None:
    """Show the calendars of the account to choose from. If the bot cannot read the account, show the form again."""
    try:
        listed = connecting.list_calendars_again(turn.tools, turn.actor, new=new)
    except FeedUnread as refusal:
        turn.replace_view(_form(turn, said=said or texts.refused(refusal.reason)))
    else:
        turn.replace_view(views.choice_form(listed, said=said, new=new))


def _form(turn: Turn, *, address: str = "", user: str = "", where: str = "", said: Said | None = None) -> Json:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        feed = feeds.read_feed(reading, turn.actor, now=now)
    seals = turn.tools.seal is not None
    return views.form(feed, seals=seals, address=address, user=user, where=where, said=said, now=now)
