"""Listeners with which a coach prepares, edits and opens a promotion."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import replace
from functools import partial
from uuid import uuid4

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.catalogue.catalogue import OWN_WORDS, page_token
from bot.dates.hours_text import UnreadableText
from bot.errors import Garbled
from bot.planning.setup import setups
from bot.planning.setup.channels import ChosenChannel, form_channels, pasted_channels
from bot.planning.setup.looking import find_opening_problems
from bot.planning.setup.model import EditConflict, FormFaults, PromotionRef, Setup, SetupPart, Target
from bot.planning.setup.uploads import Upload
from bot.programme.files.faults import Fault
from bot.programme.imports.outcome import ImportFaults
from bot.rights import closing
from handlers.kit import texts as kit_texts
from handlers.kit.blocks import Json
from handlers.kit.escaping import escape
from handlers.kit.identity import name_of
from handlers.kit.routes import Routes
from handlers.kit.saying import show_errors
from handlers.kit.turn import Turn

from . import texts, views
from .forms import (
    ACCOUNT,
    EMAIL,
    LINES,
    asks_for_all_fields,
    read_cells,
    read_metadata,
    read_place,
    read_ref,
    read_stranger,
)
from .lists import import_list

_LISTS = frozenset({SetupPart.DEFI, SetupPart.PERSON, SetupPart.HOURS})


def register(routes: Routes) -> None:
    add = partial(routes.add, permits="programme.set_up")
    add("action", "setup.begin", begin_setup)
    add("action", "setup.all", show_all)
    add("action", "setup.page", show_promotion)
    add("action", "setup.list", show_list)
    add("action", "setup.edit", open_form)
    add("action", "setup.add", add_stranger)
    add("action", "setup.paste", open_paste)
    add("action", "setup.remove", remove_item)
    add("action", "setup.open", open_promotion)
    add("action", "setup.abandon", abandon_setup)
    add("view", "setup.kept", save_form)
    add("view", "setup.pasted", import_lines)


def begin_setup(turn: Turn) -> None:
    """Open the form of a new promotion. « Préciser » in this form replaces it with the form with all dates."""
    setups.check_start(turn.actor)
    turn.ack()
    ref = PromotionRef(False, 0)
    place = Target(ref, SetupPart.PROMOTION, mark=str(uuid4()))
    turn.open(views.item_form(Setup(ref, {}), place, shows_all_fields=asks_for_all_fields(turn.value)))


def show_all(turn: Turn) -> None:
    with turn.tools.reading() as reading:
        waiting, running = setups.list_promotions(reading, turn.actor, now=turn.tools.now())
        over = closing.ended_promotions(reading, turn.actor, now=turn.tools.now())
    turn.ack()
    turn.show(views.promotions_modal(waiting, running, ended=over))


def show_promotion(turn: Turn) -> None:
    """Show the page of a promotion. The button is in a message or in a list."""
    view = promotion_page(turn, read_ref(turn.value))
    turn.ack()
    turn.open(view)


def show_list(turn: Turn) -> None:
    """Show the promotion's défis, people or hosts, in place of its page."""
    place = read_place(turn.value)
    if place.part not in _LISTS:
        raise Garbled
    view = list_page(turn, place.ref, part=place.part)
    turn.ack()
    turn.open(view)


def open_form(turn: Turn) -> None:
    """Open the form of an item over the open modal (« Modifier », « Ajouter », or a name in a list).

    « Préciser » in this form replaces it with the form with all fields."""
    place, precise = read_place(turn.value), asks_for_all_fields(turn.value)
    stays = precise and turn.modal_id == "setup.kept"
    carried = read_metadata(turn.private) if stays else place
    with turn.tools.reading() as reading:
        found = setups.find_setup(reading, turn.actor, place.ref)
        view = views.item_form(
            found, carried, typed_cells=read_cells(turn.values, carried) if stays else None, shows_all_fields=precise
        )
    turn.ack()
    (turn.open if precise or place.replaces else turn.show)(view)  # a button of the form replaces the form


def add_stranger(turn: Turn) -> None:
    """Open the form of a new person, with the account of an unknown person who asked for the coaches.

    A coach of several promotions first chooses a promotion."""
    account, chosen = read_stranger(turn.value)
    with turn.tools.reading() as reading:
        waiting, running = setups.list_promotions(reading, turn.actor, now=turn.tools.now())
        named = {PromotionRef(True, promotion.id): promotion.name for promotion in running}
        named = named or {setup.ref: setup.name for setup in waiting}
        ref = chosen or (next(iter(named)) if len(named) == 1 else None)
        found = setups.find_setup(reading, turn.actor, ref) if ref else None
    turn.ack()
    if found is not None:
        turn.open(views.item_form(found, Target(found.ref, SetupPart.PERSON), typed_cells={ACCOUNT: account}))
    else:
        turn.open(views.promotion_choice_modal(account, named) if named else views.promotions_modal(waiting, running))


def open_paste(turn: Turn) -> None:
    place = read_place(turn.value)
    with turn.tools.reading() as reading:
        setups.find_setup(reading, turn.actor, place.ref)
    turn.ack()
    turn.show(views.paste_form(place))


def save_form(turn: Turn) -> None:
    carried, now = read_metadata(turn.private), turn.tools.now()
    typed = read_cells(turn.values, carried)
    if carried.part is SetupPart.PERSON and not carried.item:
        typed |= _account_cells(turn, typed)
    try:
        check_channels(turn, form_channels(carried, typed))
        with turn.tools.transaction() as tx:
            if not carried.ref.id:
                after = setups.start_setup(tx, turn.actor, carried.mark, typed_cells=typed, now=now)
            else:
                after = setups.save_form(tx, turn.actor, carried, typed_cells=typed, now=now)
    except EditConflict as overtaken:
        with turn.tools.reading() as reading:
            before = setups.find_setup(reading, turn.actor, carried.ref)
        carried = replace(carried, seen={}, untouched={})
        view = views.item_form(before, carried, typed_cells=typed, overtaken=overtaken)
        turn.ack(response_action="update", view=view)
    except (FormFaults, ImportFaults, UnreadableText) as refusal:
        turn.ack(response_action="errors", errors=field_errors(turn, refusal, part=carried.part))
    else:
        close_form(turn, after.ref, part=carried.part)


def import_lines(turn: Turn) -> None:
    """Save pasted lines, or preview their changes first. Show errors line by line."""
    carried, text = read_metadata(turn.private), turn.values.typed_text(LINES)
    with show_errors(turn, partial(field_errors, turn, part=carried.part), FormFaults, ImportFaults):
        check_channels(turn, pasted_channels(text) if carried.part is SetupPart.DEFI else ())
        given = Upload(texts.LISTS[carried.part], text.encode(), carried.part)
        view = import_list(turn, carried.ref, upload=given)
        if view is None:
            close_form(turn, carried.ref, part=carried.part)
        else:
            turn.ack(response_action="update", view=view)


def remove_item(turn: Turn) -> None:
    """Remove a person, or a défi without people (button « Retirer », after its confirmation)."""
    place, now = read_place(turn.value), turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            gone = setups.remove_item(tx, turn.actor, place, now=now)
    except FormFaults as refusal:
        turn.ack()
        inside = refusal.fields.get("name")
        why = texts.STILL_INSIDE(names=inside) if inside is not None else escape(refusal.fields["role"])
        turn.show(views.result_modal([why], title=texts.TITLE))
        return
    below = list_page(turn, place.ref, part=place.part)
    turn.ack()
    turn.open(views.result_modal([texts.REMOVED(name=gone)], title=texts.TITLE_DONE))
    if turn.lies_over:
        turn.update_view_below(below)


def open_promotion(turn: Turn) -> None:
    """Open the promotion, all or nothing (button « Ouvrir la promotion », after its confirmation)."""
    ref = read_ref(turn.value)
    try:
        with turn.tools.transaction() as tx:
            promotion, fresh = setups.open_promotion(tx, turn.actor, ref, now=turn.tools.now())
    except FormFaults as refusal:
        said = [texts.MISSING.get(field, escape(why)) for field, why in refusal.fields.items()]
        view = views.result_modal(
            [texts.CANNOT_OPEN, *said, *(texts.fault(line) for line in refusal.lines)], title=texts.TITLE
        )
    except ImportFaults as refusal:
        faults = [texts.fault(fault) for file in refusal.files for fault in file.faults]
        view = views.result_modal([texts.CANNOT_OPEN, *faults], title=texts.TITLE)
    else:
        view = views.opened_modal(PromotionRef(True, promotion.id), promotion.name, already_open=not fresh)
    turn.ack()
    turn.open(view)


def abandon_setup(turn: Turn) -> None:
    """Delete the promotion in preparation (button « Abandonner la préparation », after its confirmation)."""
    ref = read_ref(turn.value)
    with turn.tools.transaction() as tx:
        name = setups.abandon_setup(tx, turn.actor, ref, now=turn.tools.now())
    turn.ack()
    turn.open(views.result_modal([texts.ABANDONED(name=name)], title=texts.TITLE_DONE))


def promotion_page(turn: Turn, ref: PromotionRef) -> Json:
    """Build the current page of a promotion. If it has been opened since, build the page of the open promotion."""
    with turn.tools.reading() as reading:
        found = setups.find_setup(reading, turn.actor, ref)
        if found.opened_as is not None:
            found = setups.find_setup(reading, turn.actor, PromotionRef(True, found.opened_as))
        look, token = find_opening_problems(reading, found, actor=turn.actor), page_token(reading)
    return views.promotion_modal(found, look, page_token=None if token == OWN_WORDS.token else token)


def list_page(turn: Turn, ref: PromotionRef, *, part: SetupPart) -> Json:
    with turn.tools.reading() as reading:
        found = setups.find_setup(reading, turn.actor, ref)
    return views.list_modal(found, part)


def close_form(turn: Turn, ref: PromotionRef, *, part: SetupPart) -> None:
    """Close the submitted form, and update the view below it. If it has no view below, replace it with the new view."""
    below = list_page(turn, ref, part=part) if part in _LISTS else promotion_page(turn, ref)
    if turn.lies_over:
        turn.ack()
        turn.update_view_below(below)
    else:
        turn.ack(response_action="update", view=below)


def field_errors(turn: Turn, refusal: FormFaults | ImportFaults | UnreadableText, *, part: SetupPart) -> dict[str, str]:
    """Return errors by field.

    If an error is about pasted lines, or about a field that the form lacks, it is on the form's first field."""
    first = turn.inputs[0] if turn.inputs else LINES
    if isinstance(refusal, UnreadableText):
        return {"semaine": kit_texts.faults(refusal.faults)}
    if isinstance(refusal, ImportFaults):
        return {first: texts.lines([fault for file in refusal.files for fault in file.faults])}
    if refusal.lines:
        return {first: texts.lines(refusal.lines)}
    shown = set(turn.inputs) or set(texts.LABELS[part])
    return {name if name in shown else first: why for name, why in refusal.fields.items()}


def _account_cells(turn: Turn, typed: dict[str, str]) -> dict[str, str]:
    """Return the name and e-mail address of a chosen account. Prefer typed values, then saved ones, then Slack's."""
    account = typed.get(ACCOUNT, "")
    if not account or (typed.get("nom") and typed.get(EMAIL)):
        return {}
    name = email = trusted = ""
    with suppress(SlackApiError, OSError):  # If Slack does not answer, the form will show what is missing.
        user = turn.client.users_info(user=account)["user"]
        name, email = name_of(user), str((user.get("profile") or {}).get("email") or "")
        trusted = "" if user.get("is_stranger") else email  # Another workspace chose a stranger's address.
    with turn.tools.reading() as reading:
        person = setups.find_person(reading, turn.actor, account, email=typed.get(EMAIL) or trusted)
    if person is not None:
        name, email = person.name, person.email or email
    found = {"nom": typed.get("nom") or name, EMAIL: typed.get(EMAIL) or email}
    return {key: cell for key, cell in found.items() if cell}


AT_ONCE, SECONDS = 8, 2.0  # The form must be answered within three seconds, so wait two seconds for Slack at most.


def check_channels(turn: Turn, chosen_channels: Collection[ChosenChannel]) -> None:
    """Raise FormFaults, by field or line, if the bot cannot use one of these channels. Raises NotAllowed."""
    if not chosen_channels:
        return
    setups.check_start(turn.actor)
    closed = unreachable_channels(turn.client, {channel.channel for channel in chosen_channels})
    refused = [
        (channel, texts.CLOSED_CHANNEL[closed[channel.channel]])
        for channel in chosen_channels
        if channel.channel in closed
    ]
    if refused:
        fields = {channel.key: why for channel, why in refused if not channel.line}
        raise FormFaults(
            fields, lines=[Fault(channel.line, channel.key, why) for channel, why in refused if channel.line]
        )


def unreachable_channels(client: WebClient, channels: Collection[str]) -> dict[str, str]:
    """Return the channels that the bot cannot use, with Slack's reasons. Ignore channels if Slack answers too late."""
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="channel")
    asked = {pool.submit(_channel_refusal, client, channel): channel for channel in channels}
    answered, _ = wait(asked, timeout=SECONDS)
    pool.shutdown(wait=False, cancel_futures=True)
    return {asked[future]: code for future in answered if (code := future.result()) in texts.CLOSED_CHANNEL}


def _channel_refusal(client: WebClient, channel: str) -> str:
    try:
        client.conversations_history(channel=channel, limit=1)
    except SlackApiError as error:
        return str(error.response.get("error"))
    except OSError:
        return ""
    return ""
