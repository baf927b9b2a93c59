"""Fields of modals beyond texts and selects: files, dates, times, choices; and the Home's own fields and buttons."""

from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sandbox.elements import NotOnScreen
from bot.sandbox.people.acks import TROUBLE
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox
from tests.bot.sandbox.building import actions, button, field, modal, option, plain, refusal, section
from tests.bot.sandbox.conftest import MANIFEST, Scripted

CV = field("cv", "Votre CV", {"type": "file_input", "filetypes": ["pdf", "docx"], "max_files": 2}, optional=True)
SEND = plain("Envoyer")
OPTIONS = [option("un"), option("deux")]


@pytest.fixture
def ana(sandbox: Sandbox) -> Person:
    return sandbox.add_person("Ana Roche", tz="Europe/Paris")


def show(web: WebClient, bot: Scripted, ana: Person, *, view: dict[str, Any]) -> str:
    ana.shortcut("essai.open")
    return str(web.views_open(trigger_id=bot.received[-1][1]["trigger_id"], view=view)["view"]["id"])


def sent(bot: Scripted) -> dict[str, Any]:
    """Give `state.values` of the last request."""
    found: dict[str, Any] = bot.received[-1][1]["view"]["state"]["values"]
    return found


def test_files_of_a_field_are_sent_whole_and_belong_to_the_person(
    web: WebClient, bot: Scripted, ana: Person, sandbox: Sandbox
) -> None:
    show(web, bot, ana, view=modal(CV, submit=SEND))
    first = ana.attach("Votre CV", "Mon CV.PDF", data=b"%PDF")
    ana.attach("cv", "lettre.docx", data=b"PK", mimetype="application/zip")
    assert ana.modal is not None
    assert ana.modal.text == "Votre CV\nMon CV.PDF, lettre.docx"
    ana.submit()
    value = sent(bot)["cv"]["value"]
    assert value["type"] == "file_input"
    assert [(one["name"], one["size"], one["user"]) for one in value["files"]] == [
        ("Mon CV.PDF", 4, ana.id),
        ("lettre.docx", 2, ana.id),
    ]
    assert value["files"][1]["mimetype"] == "application/zip"
    read = web.files_info(file=first.id)["file"]
    assert (read["shares"], read["mimetype"], ana.dm.messages) == ({}, "application/pdf", [])
    assert sandbox.file_bytes(first.id) == b"%PDF"
    assert refusal(web.files_delete, file=first.id)["error"] == "cant_delete_file"
    ana.delete_file(first.id)
    event = bot.received[-1][1]["event"]
    assert (event["type"], event["file_id"]) == ("file_deleted", first.id)
    assert refusal(web.files_info, file=first.id)["error"] == "file_deleted"
    with pytest.raises(NotOnScreen):
        ana.delete_file(first.id)


def test_field_refuses_what_the_client_refuses(web: WebClient, bot: Scripted, ana: Person) -> None:
    show(web, bot, ana, view=modal(CV, field("need", "Besoin"), submit=SEND))
    with pytest.raises(NotOnScreen, match=r"takes pdf, docx, not cv\.exe"):
        ana.attach("Votre CV", "cv.exe", data=b"MZ")
    with pytest.raises(NotOnScreen, match="10 MB"):
        ana.attach("Votre CV", "cv.pdf", data=bytes(10 * 1024 * 1024 + 1))
    with pytest.raises(NotOnScreen, match="« Besoin » takes no files"):
        ana.attach("Besoin", "cv.pdf", data=b"%PDF")
    for name in ("a.pdf", "b.pdf"):
        ana.attach("Votre CV", name, data=b"%PDF")
    with pytest.raises(NotOnScreen, match="at most 2 files"):
        ana.attach("Votre CV", "c.pdf", data=b"%PDF")
    ana.detach("Votre CV", "a.pdf")
    with pytest.raises(NotOnScreen, match=r"holds no a\.pdf; it holds \['b\.pdf'\]"):
        ana.detach("Votre CV", "a.pdf")
    ana.fill("Besoin", "relire")
    ana.submit()
    assert [one["name"] for one in sent(bot)["cv"]["value"]["files"]] == ["b.pdf"]


def test_required_file_is_asked_for_and_kept_over_an_update(web: WebClient, bot: Scripted, ana: Person) -> None:
    asked = field("cv", "Votre CV", {"type": "file_input"})
    view_id = show(web, bot, ana, view=modal(asked, submit=SEND))
    assert ana.submit().errors == {"cv": "Ce champ est obligatoire."}
    ana.attach("Votre CV", "cv.pdf", data=b"%PDF")
    web.views_update(view_id=view_id, view=modal(section("Plus bas"), asked, submit=SEND))
    bot.script = lambda _payload: (200, {"response_action": "update", "view": modal(asked, submit=SEND)})
    assert ana.submit().errors == {}
    assert ana.modal is not None
    assert [one["name"] for one in ana.modal.values["cv"]["value"]["files"]] == ["cv.pdf"]


def test_file_field_of_an_acknowledgement_needs_the_scope(
    web: WebClient, bot: Scripted, ana: Person, sandbox: Sandbox
) -> None:
    show(web, bot, ana, view=modal(submit=SEND))
    scopes = [one for one in sandbox.team.app.scopes if one != "files:read"]
    sandbox.team.app = replace(sandbox.team.app, scopes=tuple(scopes))
    bot.script = lambda _payload: (200, {"response_action": "push", "view": modal(CV, submit=SEND)})
    assert ana.submit().error == TROUBLE
    assert sandbox.violations == ["view_submission essai.form: missing_scope"]


def test_file_field_needs_the_scope(web: WebClient, bot: Scripted, ana: Person, sandbox: Sandbox) -> None:
    ana.shortcut("essai.open")
    trigger_id = bot.received[-1][1]["trigger_id"]
    sandbox.install({**MANIFEST, "oauth_config": {"scopes": {"bot": ["commands"]}}}, request_url=None)
    sandbox.team.violations.clear()  # the manifest's own mistakes
    refused = refusal(web.views_open, trigger_id=trigger_id, view=modal(CV, submit=SEND))
    assert (refused["error"], refused["needed"]) == ("missing_scope", "files:read")
    assert sandbox.violations == ["views.open: missing_scope"]


FORM = modal(
    field("day", "Jour", {"type": "datepicker"}),
    field("hour", "Heure", {"type": "timepicker"}),
    field("at", "Moment", {"type": "datetimepicker"}),
    field("one", "Un choix", {"type": "radio_buttons", "options": OPTIONS}),
    field("some", "Des choix", {"type": "checkboxes", "options": OPTIONS}),
    field("site", "Lien", {"type": "url_text_input"}),
    actions({"type": "overflow", "action_id": "more", "options": OPTIONS}, block_id="row"),
    submit=SEND,
)
FILLED = {
    "day": {"value": {"type": "datepicker", "selected_date": "2026-05-12"}},
    "hour": {"value": {"type": "timepicker", "selected_time": "14:30"}},
    "at": {"value": {"type": "datetimepicker", "selected_date_time": 1_778_589_000}},
    "one": {"value": {"type": "radio_buttons", "selected_option": OPTIONS[1]}},
    "some": {"value": {"type": "checkboxes", "selected_options": OPTIONS}},
    "site": {"value": {"type": "url_text_input", "value": "https://exemple.fr/a"}},
}


def fill_in(ana: Person) -> None:
    ana.fill("Jour", "2026-05-12")
    ana.fill("hour", "14:30")
    ana.fill("Moment", "2026-05-12T14:30")  # in Paris
    ana.choose("Un choix", "deux")
    ana.choose("Des choix", "un", "deux")
    ana.fill("Lien", "pas un lien")


def test_every_field_is_sent_as_slack_sends_it(web: WebClient, bot: Scripted, ana: Person, sandbox: Sandbox) -> None:
    view_id = show(web, bot, ana, view=FORM)
    assert set(ana.submit().errors) == set(FILLED)
    fill_in(ana)
    assert ana.submit().errors == {"site": "Indiquez un lien valide."}
    ana.fill("site", "https://exemple.fr/a")
    ana.choose("more", "deux")
    pressed = bot.received[-1][1]
    assert (pressed["type"], pressed["actions"][0]["selected_option"]) == ("block_actions", OPTIONS[1])
    assert sent(bot) == FILLED
    web.views_update(view_id=view_id, view={**FORM, "blocks": FORM["blocks"][:-1]})
    ana.submit()
    assert (bot.received[-1][1]["type"], sent(bot)) == ("view_submission", FILLED)
    assert sandbox.violations == []


def test_moment_is_typed_in_seconds_or_words_and_emptied(web: WebClient, bot: Scripted, ana: Person) -> None:
    show(web, bot, ana, view=FORM)
    assert ana.modal is not None
    for text, found in (("1778589000", 1_778_589_000), ("2026-05-12T12:30Z", 1_778_589_000), ("", None)):
        ana.fill("Moment", text)
        assert ana.modal.values["at"]["value"]["selected_date_time"] == found
    for name, text in (("Jour", "12/05/2026"), ("Heure", "25:00"), ("Moment", "demain")):
        with pytest.raises(NotOnScreen, match="is nothing that a"):
            ana.fill(name, text)
    with pytest.raises(NotOnScreen, match="cannot be emptied"):
        ana.choose("Un choix")


def test_home_tells_its_hash_when_opened_again_and_opens_modals(web: WebClient, bot: Scripted, ana: Person) -> None:
    ana.open_home(wait=0.0)
    opened = bot.received[-1][1]["event"]
    assert (opened["type"], opened["tab"], "view" in opened) == ("app_home_opened", "home", False)
    published = web.views_publish(
        user_id=ana.id, view={"type": "home", "blocks": [section("Accueil"), actions(button("Réserver", "book"))]}
    )["view"]
    shown = ana.open_home(wait=0.0)
    again = bot.received[-1][1]["event"]["view"]
    assert (again["id"], again["hash"]) == (published["id"], published["hash"])
    assert (shown.text, shown.buttons) == ("Accueil\nRéserver", ["Réserver"])
    ana.click("Réserver", message=shown)
    web.views_open(trigger_id=bot.received[-1][1]["trigger_id"], view=modal(CV, submit=SEND))
    assert ana.modal is not None
    assert (ana.modal.title, ana.modal.buttons) == ("Essai", [])
