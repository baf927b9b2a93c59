"""Listeners that connect a calendar. They answer Slack, test the calendar, and replace the form by the result."""

from functools import partial

from bot.agenda.busy import connecting, feeds
from bot.agenda.busy.connecting import FeedCredentials
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
    view = _form(turn, service_key=where)
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
            keys_to_read=turn.values.ticked_values("busy"),
            key_to_write=None if to == "none" else to,
            use_new_account=turn.private == views.NEW,
            now=now,
        )
        with turn.tools.transaction() as tx:
            connecting.save_choice(tx, turn.actor, done, seal=turn.tools.seal, now=now)
    except FeedUnread as refusal:
        _show_calendars(turn, test_result=texts.refused(refusal.reason), is_new=turn.private == views.NEW)
    else:
        turn.replace_view(views.calendars_chosen_modal(done))


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
    view = _form(turn, test_result=texts.FORGOTTEN)
    turn.ack()
    turn.open(view)


def _connect_account(turn: Turn, feed_wish: FeedCredentials, user: str) -> None:
    account = feed_wish.account
    if account is None:
        return
    try:
        found = connecting.list_calendars(turn.tools, account, is_guessed=feed_wish.guessed)
    except FeedUnread as refusal:
        typed = turn.values.typed_text("address") if feed_wish.guessed else feed_wish.address
        turn.replace_view(_form(turn, address=typed, user=user, test_result=texts.refused(refusal.reason)))
        return
    with turn.tools.transaction() as tx:
        new = connecting.save_account(tx, turn.actor, account=account, seal=turn.tools.seal, now=turn.tools.now())
    turn.replace_view(views.choice_form(connecting.new_listing(account, found), is_new=new))


def _connect_file(turn: Turn, feed_wish: FeedCredentials, user: str) -> None:
    now = turn.tools.now()
    peek = feeds.peek_feed(
        turn.tools, turn.actor, typed_address=feed_wish.address, seconds=feeds.TRIAL_SECONDS, now=now
    )
    with turn.tools.reading() as reading:
        used = feeds.read_feed(reading, turn.actor, now=now)
    # Save a new calendar even if it cannot be read now, unless the person has another calendar in use.
    fault = "not_a_link" if peek is None else peek.fault or (peek.unread if used else None)
    if peek is None or fault:
        said = texts.feed_refused(fault or "not_a_link")
        turn.replace_view(_form(turn, address=feed_wish.address, user=user, test_result=said))
        return
    with turn.tools.transaction() as tx:
        feeds.set_feed(tx, turn.actor, peek.address, now=now)
    turn.replace_view(views.file_connected_modal(peek))


def _show_calendars(turn: Turn, *, test_result: Said | None = None, is_new: bool = False) -> None:
    """Show the calendars of the person's account, to choose from. If the bot cannot read them, show the form again."""
    try:
        listed = connecting.list_calendars_again(turn.tools, turn.actor, use_new_account=is_new)
    except FeedUnread as refusal:
        turn.replace_view(_form(turn, test_result=test_result or texts.refused(refusal.reason)))
    else:
        turn.replace_view(views.choice_form(listed, test_result=test_result, is_new=is_new))


def _form(
    turn: Turn, *, address: str = "", user: str = "", service_key: str = "", test_result: Said | None = None
) -> Json:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        feed = feeds.read_feed(reading, turn.actor, now=now)
    seals = turn.tools.seal is not None
    return views.connection_form(
        feed,
        may_save_password=seals,
        address=address,
        user=user,
        service_key=service_key,
        last_result=test_result,
        now=now,
    )
