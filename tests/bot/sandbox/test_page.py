"""The read-only page: whole, safe, in words."""

import urllib.request
from collections.abc import Callable

import pytest
from slack_sdk import WebClient

from bot.sandbox.page import say_time, serve_page, show_block
from bot.sandbox.workspace import Sandbox
from tests.bot.sandbox.building import actions, button, section

pytestmark = pytest.mark.usefixtures("bot")


def fetch(sandbox: Sandbox, transcript: Callable[[], str | list[str]]) -> str:
    page = serve_page(sandbox, port=0, transcript=transcript)
    try:
        with urllib.request.urlopen(page.address, timeout=5) as answer:
            return str(answer.read().decode())
    finally:
        page.close()


def test_page_shows_each_person_and_the_transcript(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana Roche")
    sandbox.add_person("Bob")
    web.chat_postMessage(channel=ana.id, text="a", blocks=[section("*Mardi* 12"), actions(button("Annuler", "x"))])
    html = fetch(sandbox, lambda: ["Ana réserve", "Bob lit"])
    assert html.startswith('<!DOCTYPE html>\n<html lang="fr">')
    assert "<ol><li>Ana réserve</li><li>Bob lit</li></ol>" in html
    assert '<h3 id="p0">Ana Roche</h3><article>' in html
    assert '<p><strong>Mardi</strong> 12</p><p><span class="button">Annuler</span></p>' in html
    assert '<h3 id="p1">Bob</h3><p>Aucun message.</p>' in html


def test_nothing_that_was_typed_runs(sandbox: Sandbox, web: WebClient) -> None:
    evil = "<script>alert(1)</script>"
    ana = sandbox.add_person(evil)
    web.chat_postMessage(channel=ana.id, text="a", blocks=[section("&lt;script&gt;*x*"), actions(button(evil, "x"))])
    web.chat_postMessage(channel=ana.id, text="&lt;script&gt;")
    ana.message(evil)
    assert fetch(sandbox, lambda: evil).count("<script") == 0


def test_file_is_named_where_it_was_shared(sandbox: Sandbox, web: WebClient) -> None:
    ana = sandbox.add_person("Ana")
    web.files_upload_v2(content=b"a", filename="a.pdf", title="Bilan <1>", channel=ana.dm.id, initial_comment="Voici")
    assert '<p>Voici</p><p class="note">Fichier joint\u00a0: Bilan &lt;1&gt;</p>' in fetch(sandbox, lambda: "")


def test_moment_is_said_in_paris_time() -> None:
    assert say_time(1_767_603_900) == "lundi 5 janvier à 10\u00a0h\u00a005"


def test_divider_and_field_are_shown() -> None:
    assert show_block({"type": "divider"}, str) == "<hr>"
    assert show_block({"type": "context", "elements": [{"type": "mrkdwn", "text": "_note_"}]}, str) == (
        '<p class="note">note</p>'
    )


def test_port_that_is_taken_is_an_os_error(sandbox: Sandbox) -> None:
    page = serve_page(sandbox, port=0, transcript=lambda: "")
    with pytest.raises(OSError, match="in use"):
        serve_page(sandbox, port=page.server_address[1], transcript=lambda: "")
    page.close()
