"""Answer the requests of link pages: show the link's card, and apply clicks and forms."""

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from markupsafe import Markup

from bot.agenda.reminders.timetable import ReminderKind
from bot.dates.paris import from_epoch
from bot.dates.reader import show_times_in
from bot.errors import NotFound
from bot.notices import copies, notices
from bot.programme import mail_links
from bot.programme.history import Receipt
from bot.programme.model import Actor, Person
from bot.programme.service import actor_of
from bot.rights import rights
from bot.runtime.limits import PAGE_VIEW
from bot.tools import Reading, Tools, Transaction
from handlers.kit.blocks import Json, Message
from handlers.kit.escaping import Said
from handlers.kit.faults import note_modal as over
from handlers.kit.reading import read_word
from handlers.kit.routes import Routes
from handlers.kit.texts import NOTE_TITLE
from handlers.kit.told import STOP, MailLinks
from handlers.notices.mails.drawing import html_of
from handlers.notices.mails.linking import PATH, Links, LinkTarget
from handlers.notices.messages import Messages

from . import acting, drawing, texts
from .acting import Gesture, ListenerResult, run_listener
from .drawing import Page
from .screens import Screen, field_errors, has_buttons, press_value, read_values

_VIEW = "view"
Form = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class OpenedLink:
    """A valid link: its owner, and the purpose of the button in the mail."""

    token: str
    pointer: LinkTarget
    purpose: MailLinks
    actor: Actor


class Desk:
    """Answers the requests of link pages: open a page, press a button, send a form."""

    def __init__(self, tools: Tools, routes: Routes, *, messages: Messages, links: Links) -> None:
        self._tools, self._routes, self._messages, self._links = tools, routes, messages, links

    def has_signed(self, token: str) -> bool:
        """Check whether the bot signed this token. The check needs no database query."""
        return self._links.read(token) is not None

    def show_page(self, token: str) -> Page:
        """Return the page of a link, without changing anything."""
        if not self.has_signed(token):
            return unknown_page()
        with self._tools.reading() as reading:
            opened = self._open_link(reading, token)
            if isinstance(opened, Page):
                return opened
            if opened.pointer.act == STOP:
                return acting.reminders_page(
                    reading, opened.actor, kinds=_reminder_kinds(opened), foot=_page_foot(opened)
                )
            return self._card_page(reading, opened)

    def post(self, token: str, form: Form) -> Page:
        """Apply a click or a form of the page, and return the result. The same form is applied only once."""
        if form("anew"):
            return self._send_anew(token)
        if form("mine"):
            return self._send_data(token)
        with self._tools.reading() as reading:
            opened = self._open_link(reading, token)
        if isinstance(opened, Page):
            return opened
        if form("replace"):
            return self._replace_links(opened)
        return self._stop_reminders(opened, form) if opened.pointer.act == STOP else self._answer_form(opened, form)

    def _answer_form(self, opened: OpenedLink, form: Form) -> Page:
        view = self._read_view(opened, form)
        if view is None:
            return self.show_page(opened.token)
        values, pressed = read_values(view, form), next(iter(form("press")), "")
        tools = replace(self._tools, receipt=_receipt(opened.token, form, [pressed, values]))
        if pressed:
            held = view | {"state": _values_state(values)}
            return self._press_button(opened, tools, pressed, view=held, is_confirmed=bool(form("sure")))
        return self._submit_form(opened, tools, view, values) if view.get("submit") else self.show_page(opened.token)

    def _stop_reminders(self, opened: OpenedLink, form: Form) -> Page:
        """Stop or start the link's kinds of reminders. A mail program can only stop them."""
        if form(acting.ONE_CLICK) or form(acting.RESUME):
            wanted = not form(acting.ONE_CLICK)
            return acting.change_reminders(
                self._tools, opened.actor, kinds=_reminder_kinds(opened), are_wanted=wanted, foot=_page_foot(opened)
            )
        return self.show_page(opened.token)

    def _press_button(
        self, opened: OpenedLink, tools: Tools, pressed_value: str, *, view: Json, is_confirmed: bool
    ) -> Page:
        """Press a button of the page. The use case checks whether the action is still possible, as in Slack."""
        buttons = self._screen(opened, view["blocks"]).buttons
        button = next((button for button in buttons if press_value(button) == pressed_value), None)
        if button is None:
            return self.show_page(opened.token)
        if button.get("confirm") and not is_confirmed:
            return self._confirmation_page(opened, button, view=view)
        route = self._routes.tables["action"][button["action_id"].partition(":")[0]]
        modal = view if view["type"] == "modal" else None
        return self._result_page(
            opened, run_listener(tools, opened.actor, gesture=Gesture(route, modal, button)), view=view
        )

    def _submit_form(self, opened: OpenedLink, tools: Tools, view: Json, values: dict[str, Json]) -> Page:
        """Submit a form if Slack would accept it. Otherwise show the errors on its fields."""
        if errors := field_errors(view, values):
            return self._form_page(opened, view, values, errors)
        route = self._routes.tables["view"][view["callback_id"]]
        shown = run_listener(tools, opened.actor, gesture=Gesture(route, view | {"state": _values_state(values)}))
        if shown.errors or shown.refused:
            return self._form_page(opened, view, values, shown.errors, said=shown.said)
        return self._result_page(opened, shown, view=view)

    def _result_page(self, opened: OpenedLink, result: ListenerResult, *, view: Json) -> Page:
        if result.view is not None:
            if result.view.get("submit") or self._screen(opened, result.view["blocks"]).buttons:
                return self._form_page(opened, result.view, {}, {})
            heading, said = _heading(result.view), self._message_html(opened, result)
            with self._tools.reading() as reading:
                # If this click has erased the person, the link does not work any more.
                serves = isinstance(self._open_link(reading, opened.token), OpenedLink)
            return self._message_page(opened, heading, said=said) if serves else drawing.page(heading, said)
        if result.said is None:
            return self.show_page(opened.token)
        # A card's title describes the state before the click (« Sans vous »). A form's title describes the action.
        heading = texts.ANSWER if view["type"] == "message" else _heading(view)
        return self._message_page(opened, heading, said=self._message_html(opened, result))

    def _message_page(self, opened: OpenedLink, heading: str, *, said: Markup) -> Page:
        return drawing.page(heading, said, drawing.back_link(PATH + opened.token), foot=_page_foot(opened))

    def _open_link(self, reading: Reading, token: str) -> OpenedLink | Page:
        """Read the current state of a link. If the link does not work, return the page that explains why.

        Only for an expired link, check whether its subject is over. For other links, a click checks it."""
        pointer = self._links.read(token)
        purpose = self._links.purpose(pointer.act) if pointer else None
        if pointer is None or purpose is None:
            return unknown_page()
        actor = actor_of(reading, pointer.person_id)
        if (revoked := _revoked_page(reading, pointer)) is not None:
            return revoked
        if not _works_for(purpose, actor.person):
            return _expired_page(texts.LEFT)
        if (now := self._tools.now()) < from_epoch(pointer.until):
            return OpenedLink(token, pointer, purpose, actor)
        ends = _subject_end(purpose, reading, pointer)
        return unknown_page() if ends is None else _replaced_link_page() if ends > now else _expired_page(texts.OVER)

    def _screen(self, opened: OpenedLink, blocks: Sequence[Json]) -> Screen:
        acts = opened.purpose.acts
        return Screen(blocks, lambda name: name.partition(":")[0] in acts, str, first=opened.pointer.act)

    def _card_page(self, reading: Reading, opened: OpenedLink) -> Page:
        ends = _subject_end(opened.purpose, reading, opened.pointer)
        if ends is None:
            return unknown_page()
        with show_times_in(opened.actor.zone):
            own, about = opened.purpose.page, opened.pointer.subject_id
            shown = own(reading, opened.actor, about, self._tools.now()) if own else None
            card = shown or self._messages.render(reading, opened.pointer.notice())
        if not isinstance(card, Message):
            return drawing.note_page(texts.EXPIRED, texts.NOTHING, status=410)
        heading, rest = drawing.split_title(card.in_full)
        moved = own is None and int(ends.timestamp()) != opened.pointer.until  # A page of `own` has no single date.
        note = drawing.paragraph(texts.MOVED, css_class="moved") if moved else Markup()
        view: Json = {"type": "message", "title": heading, "blocks": [block for block in rest if has_buttons(block)]}
        form = drawing.form(
            self._screen(opened, rest).html(level=2), view=self._sign_view(opened, view), gesture=str(uuid4())
        )
        return drawing.page(heading, note, form, foot=_page_foot(opened))

    def _form_page(
        self, opened: OpenedLink, view: Json, values: dict[str, Json], errors: object, *, said: Message | None = None
    ) -> Page:
        faults = errors if isinstance(errors, dict) else {}
        screen = replace(self._screen(opened, view["blocks"]), values=values, errors=faults)
        wrong = drawing.alert(texts.WRONG_FIELDS) if faults else Markup()
        told = self._message_html(opened, ListenerResult(said=said, refused=True)) if said else Markup()
        submit = drawing.button(view["submit"]["text"], "send", is_main=True) if view.get("submit") else Markup()
        form = drawing.form(screen.html(level=2), submit, view=self._sign_view(opened, view), gesture=str(uuid4()))
        return drawing.page(
            _heading(view), wrong, told, form, drawing.back_link(PATH + opened.token), foot=_page_foot(opened)
        )

    def _message_html(self, opened: OpenedLink, result: ListenerResult) -> Markup:
        """Build a message, or a modal without fields, to show above the card. People can press its buttons."""
        message = result.said
        blocks: Sequence[Json] = result.view["blocks"] if result.view is not None else ()
        if message is not None:
            blocks = message.blocks or over(message)["blocks"]
        if not blocks:
            return Markup()
        kind, role = ("alert", "alert") if result.refused else ("said", "status")
        view: Json = {"type": "message", "title": texts.DONE, "blocks": list(blocks)}
        screen = self._screen(opened, blocks)
        html = screen.html(level=2)
        if screen.buttons:
            html = drawing.form(html, view=self._sign_view(opened, view), gesture=str(uuid4()))
        return drawing.live_region(html, css_class=kind, role=role)

    def _confirmation_page(self, opened: OpenedLink, button: Json, *, view: Json) -> Page:
        confirm = button["confirm"]
        yes = drawing.button(confirm["confirm"]["text"], "press", value=press_value(button), is_main=True)
        sure = drawing.hidden_field("sure", "1")
        form = drawing.form(sure, yes, view=self._sign_view(opened, view), gesture=str(uuid4()))
        said = html_of([{"type": "section", "text": confirm["text"]}], str, level=2)
        return drawing.page(confirm["title"]["text"], said, form, drawing.back_link(PATH + opened.token))

    def _sign_view(self, opened: OpenedLink, view: Json) -> str:
        written = zlib.compress(json.dumps(view, ensure_ascii=False).encode())
        return self._links.signer.sign(written, use=f"{_VIEW} {opened.token}")

    def _read_view(self, opened: OpenedLink, form: Form) -> Json | None:
        signed = next(iter(form(_VIEW)), "")
        data = self._links.signer.read(signed, use=f"{_VIEW} {opened.token}", longest=PAGE_VIEW.size)
        view: Json | None = json.loads(zlib.decompress(data)) if data is not None else None
        return view

    def _replace_links(self, opened: OpenedLink) -> Page:
        with self._tools.transaction() as tx:
            mail_links.replace_links(tx, opened.actor, now=self._tools.now())
            self._enqueue_mail(tx, opened.pointer)
        return drawing.note_page(texts.DONE, texts.SENT)

    def _send_anew(self, token: str) -> Page:
        """Mail the card with a new link to the person's known address. If the subject is over, say so instead."""
        pointer = self._links.read(token)
        purpose = self._links.purpose(pointer.act) if pointer else None
        if pointer is None or purpose is None:
            return unknown_page()
        with self._tools.transaction() as tx:
            if not _works_for(purpose, actor_of(tx, pointer.person_id).person):
                return _expired_page(texts.LEFT)
            ends = _subject_end(purpose, tx, pointer)
            if ends is None or ends <= self._tools.now():
                return unknown_page() if ends is None else _expired_page(texts.OVER)
            self._enqueue_mail(tx, pointer)
        return drawing.note_page(texts.DONE, texts.SENT)

    def _send_data(self, token: str) -> Page:
        """Mail the link's owner their personal data, to their known address.

        This works with an expired link and for a former member, but not with a replaced link."""
        pointer = self._links.read(token)
        if pointer is None:
            return unknown_page()
        with self._tools.transaction() as tx:
            if (revoked := _revoked_page(tx, pointer)) is not None:
                return revoked
            try:
                fresh = rights.request_mail(tx, actor_of(tx, pointer.person_id), now=self._tools.now())
            except NotFound:
                return drawing.note_page(texts.MINE, texts.NO_ADDRESS)
        return drawing.note_page(texts.DONE, texts.MINE_SENT if fresh else texts.MINE_BEFORE)

    def _enqueue_mail(self, tx: Transaction, pointer: LinkTarget) -> None:
        now = self._tools.now()
        mail = copies.Copy(pointer.kind, pointer.detail).owed(
            pointer.subject_id,
            to=pointer.person_id,
            due=now,
            revision=pointer.revision,
            period=f"link {int(now.timestamp()) // 600}",  # The person gets at most one mail in ten minutes.
        )
        notices.owe(tx, replace(mail, subject=pointer.subject))


def _reminder_kinds(opened: OpenedLink) -> list[ReminderKind]:
    return [read_word(ReminderKind, kind) for kind in opened.pointer.kind.split(" ")]


def _revoked_page(reading: Reading, pointer: LinkTarget) -> Page | None:
    """Return the error page if the link was replaced, or its owner erased. Return None for a valid link."""
    if pointer.mark == mail_links.link_secret(reading, pointer.person_id):
        return None
    erased = rights.is_erased(reading, pointer.person_id)
    return drawing.note_page(texts.EXPIRED, texts.ERASED, status=410) if erased else _replaced_link_page()


def _works_for(purpose: MailLinks, person: Person | None) -> bool:
    return has_working_links(person) or (person is not None and purpose.parted)


def _expired_page(said: Said) -> Page:
    """Build the page of an expired link. Its owner can still request their personal data there."""
    return drawing.page(texts.EXPIRED, drawing.paragraph(said), foot=[_own_data_form()], status=410)


def _subject_end(purpose: MailLinks, reading: Reading, pointer: LinkTarget) -> datetime | None:
    """Return when a link's subject ends, in its current state. If the subject no longer exists, return None."""
    try:
        return purpose.ends(reading, pointer.subject_id)
    except NotFound:
        return None


def unknown_page() -> Page:
    """Build the same page for every invalid address."""
    return drawing.note_page(texts.UNKNOWN, texts.UNKNOWN_WHY, status=404)


def has_working_links(person: Person | None) -> bool:
    """Check whether links work for this person. They do for members, and for guests who never were members."""
    return person is not None and (bool(person.current) or not person.memberships)


def _replaced_link_page() -> Page:
    form = drawing.form(drawing.button(texts.ANEW, "anew", is_main=True), gesture=str(uuid4()))
    return drawing.page(texts.EXPIRED, drawing.paragraph(texts.REPLACED), form, status=410)


def _heading(view: Json) -> str:
    title = view["title"]
    said = str(title["text"]) if isinstance(title, dict) else str(title)
    return texts.ANSWER if said == NOTE_TITLE else said


def _values_state(values: Mapping[str, Json]) -> Json:
    return {"values": {name: {name: held} for name, held in values.items()}}


def _page_foot(opened: OpenedLink) -> list[Markup]:
    name = opened.actor.person.name if opened.actor.person else ""
    again = drawing.form(drawing.button(texts.REPLACE, "replace"), gesture=str(uuid4()))
    asked = drawing.folded_part(texts.HANDED_ON, drawing.paragraph(texts.REPLACE_HINT), again)
    return [drawing.paragraph(texts.WHOSE(name=name), css_class="note"), asked, _own_data_form()]


def _own_data_form() -> Markup:
    """Build the button « Mes données ». The bot mails the data only to the address that it knows already."""
    ask = drawing.form(drawing.button(texts.MINE, "mine"), gesture=str(uuid4()))
    return drawing.folded_part(texts.MINE_ASK, drawing.paragraph(texts.MINE_HINT), ask)


def _receipt(token: str, form: Form, form_content: list[object]) -> Receipt:
    """Return the receipt of a request, so that a form that is sent twice counts once."""
    said = json.dumps([token, form("gesture"), form_content])
    return Receipt(sha256(said.encode()).hexdigest())
