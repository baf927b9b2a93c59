"""Every message of the bot as a mail: nothing lost, no marks left, and HTML that is whole and runs nothing."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from handlers.kit.blocks import Message, actions, button, context, divider, header, message, plain_section, section
from handlers.kit.escaping import Said, escape
from handlers.notices.mails.drawing import mail_from_message
from tests.handlers.examples import draw_all
from tests.handlers.typography import faults, texts_in

STRONG = re.compile(r"(?<![\w*])\*[^\s*](?:[^*\n]*[^\s*])?\*(?![\w*])")
LETTERS = re.compile(r"\w+")
VOID = {"meta", "br", "hr"}
ALLOWED = {"html", "head", "title", "body", "main", "footer", "h1", "h2", "p", "ul", "li", "blockquote", "pre"} | {
    "strong", "em", "s", "code", "a", "style", *VOID
}  # fmt: skip
HOSTILE = '<script>alert(1)</script> & <img src="x" onerror=alert(1)> "\'> <!channel> *gras* <https://x.example|y>'


class Page(HTMLParser):
    """Reads HTML strictly: every tag known, every element closed where it belongs."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.words = ""
        self.links: list[str] = []
        self.tags: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        names = {name for name, _ in attrs}
        if tag not in ALLOWED or names - {"style", "href", "lang", "charset", "name", "content"}:
            self.wrong.append(f"{tag} {sorted(names)}")
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if "head" not in self.open:
            self.words += data


def said_in(drawn: Message) -> Iterator[str]:
    """Give the texts of a message that people read, buttons left out."""
    for block in drawn.blocks:
        if block["type"] != "actions":
            yield from texts_in({key: one for key, one in block.items() if key != "accessory"})


def letters(text: str) -> str:
    """Give the words of a text, entities read, addresses and marks left out."""
    for entity, sign in (("&lt;", " "), ("&gt;", " "), ("&amp;", " ")):
        text = text.replace(entity, sign)
    return " ".join(LETTERS.findall(text.replace("_", " ")))


def shown(text: str) -> str:
    """Give mrkdwn with its links as the words they are shown with, and accounts by the name the test gives."""
    text = re.sub(r"<@(\w+)>", "@une personne", text)
    return re.sub(r"<(?:https?|mailto)[^|>]*\|([^>]*)>", r"\1", text)


def test_mail_of_each_message_says_all_of_it_and_is_well_made() -> None:
    messages = {name: one for name, one in draw_all().items() if isinstance(one, Message)}
    assert len(messages) > 200
    for name, one in messages.items():
        check_mail(name, one)


def check_mail(name: str, told: Message) -> None:
    mail = mail_from_message(told, subject="Sujet")
    page = Page(mail.html)
    flat = letters(re.sub(r" \(https?://[^\s)]*\)", "", mail.text))
    for text in said_in(told):
        for line in shown(text).split("\n"):
            assert letters(line) in flat, line
            assert letters(line) in letters(page.words), line
    assert (page.wrong, page.open) == ([], [])
    assert faults(mail.text) == [] or "hostile" in name
    typed = "\n".join(one["text"]["text"] for one in told.blocks if one.get("text", {}).get("type") == "plain_text")
    marks = "\n".join(said_in(told)) or told.text  # of a message that has no blocks
    stood_for = "\n".join(re.findall(r"∗[^∗\n]*∗", marks)).replace("∗", "*")
    # Words that people typed are there as they were typed.
    assert {*STRONG.findall(mail.text)} == {*STRONG.findall(typed), *STRONG.findall(stood_for)}
    assert mail.text.count("<") == marks.count("&lt;") + typed.count("<")
    assert mail.text.count("&lt;") == 0
    assert page.tags.count("h1") <= 1


def test_message_becomes_headings_paragraphs_lists_and_links() -> None:
    drawn = message(
        Said("texte"),
        header("R&amp;D : demain"),
        section(
            Said("*Avec* Léa et _Noé_\n~hier~ `/agenda`\n• un\n• <https://exemple.org/?a=1&amp;b=2|deux>\n&gt; cité")
        ),
        divider(),
        plain_section("1 < 2 *tel quel*\nhttps://exemple.org/bas."),
        actions(button("Annuler", "x"), button("Rejoindre", "y", url="https://visio.example.org/a")),
        context(Said("<@U1>, voir <javascript:alert(1)|ici>")),
    )
    mail = mail_from_message(drawn, subject="Sujet", name_of={"U1": "Léa"}.__getitem__)
    assert mail.text == (
        "R&D : demain\n\nAvec Léa et Noé\nhier /agenda\n\n• un\n• deux (https://exemple.org/?a=1&b=2)\n\n> cité\n\n"
        "1 < 2 *tel quel*\nhttps://exemple.org/bas.\n\nRejoindre (https://visio.example.org/a)\n\n@Léa, voir ici\n\n"
        "E-mail envoyé par le bot des dispositifs EIG.\n"
    )
    page = Page(mail.html)
    assert page.tags[page.tags.index("main") :] == [
        *("main", "h1", "p", "strong", "em", "br", "s", "code", "ul", "li", "li", "a", "blockquote", "hr"),
        *("p", "br", "a", "p", "a", "p", "footer", "p"),
    ]
    assert page.links == ["https://exemple.org/?a=1&b=2", "https://exemple.org/bas", "https://visio.example.org/a"]


def test_message_without_blocks_is_drawn_from_its_text() -> None:
    mail = mail_from_message(message(Said("*Bonjour*\n\nVoici.")), subject="Sujet")
    assert (mail.text.startswith("Bonjour\n\nVoici.\n"), "<h1 " in mail.html, "<p>Voici.</p>" in mail.html) == (
        True,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("said", "drawn"),
    [
        (["*Clé*\nsuite *forte*\nfin", "Autre"], ["h1 Clé", "p suite forte fin", "p Autre"]),
        (["*Clé*", "Autre"], ["h1 Clé", "p Autre"]),
        (["*Clé* et la suite\nfin"], ["p Clé et la suite fin"]),
        (["Avant", "*Clé*\nsuite"], ["p Avant", "p Clé suite"]),
        (["*Clé*", "*Autre*", "Fin"], ["h1 Clé", "h2 Autre", "p Fin"]),
        (["*Clé*", "*Autre*", "*Encore*"], ["h1 Clé", "h2 Autre", "h2 Encore"]),
        (["_Clé_\nsuite"], ["p Clé suite"]),
        (["```un\ndeux```"], ["pre un deux"]),
    ],
)
def test_a_strong_first_line_is_the_heading_and_nothing_after_it_is_lost(said: list[str], drawn: list[str]) -> None:
    mail = mail_from_message(message(Said("texte"), *[section(Said(one)) for one in said]), subject="Sujet")
    main = mail.html.partition("<main>\n")[2].partition("\n</main>")[0]
    pieces = re.findall(r"<(h\d|p|pre)[^>]*>(.*?)</\1>", main, re.DOTALL)
    assert [f"{tag} {' '.join(re.sub('<[^>]*>', '', inside).split())}" for tag, inside in pieces] == drawn


@pytest.mark.parametrize(
    "draw", [lambda: section(escape(HOSTILE)), lambda: plain_section(HOSTILE), lambda: header(HOSTILE)]
)
def test_hostile_text_is_read_and_does_nothing(draw: Any) -> None:  # noqa: ANN401 a block, whichever
    mail = mail_from_message(message(Said("texte"), draw()), subject=HOSTILE)
    page = Page(mail.html)
    assert page.wrong == []
    assert "<script>alert(1)</script>" in page.words
    assert "<script>alert(1)</script>" in mail.text
    assert [link for link in page.links if not link.startswith("https://x.example")] == []


@pytest.mark.parametrize("text", ["*" * 3000, "*_~`" * 750, "<" * 3000, "*a " * 1000, "_a *b " * 500, "```" * 1000])
def test_marks_without_end_are_read_fast(text: str) -> None:
    assert mail_from_message(message(Said("texte"), section(Said(text))), subject="Sujet").text
