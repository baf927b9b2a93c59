"""The page's importer refuses all or nothing: each fault with its line and how to mend it."""

from contextlib import suppress
from time import process_time

import pytest

from bot.catalogue.model import Fault
from bot.catalogue.page import MAX_BYTES, PageError, page_text, read_page
from tests.bot.catalogue.pages import PAGE

HEAD = "### Défi\n#### Essai\n"


def faults_of(text: str, *, base: str | None = None) -> list[Fault]:
    with pytest.raises(PageError) as raised:
        read_page(text, base_url=base)
    return raised.value.faults


def lines_of(text: str) -> list[int]:
    return [fault.line for fault in faults_of(text)]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 0, "Aucun dispositif"),
        ("# Titre\n\nDu texte.\n\n### Défi\n", 0, "Aucun dispositif"),
        ("### Défi\n####\nTexte.\n", 2, "n’a pas de nom"),
        ("### Défi\n#### …\nTexte.\n", 2, "n’a pas de nom"),
        ("###\n#### Essai\nTexte.\n", 1, "est vide"),
        ("#### Essai\nTexte.\n", 1, "sous aucun public"),
        (f"{HEAD}\n### Promotion\n", 2, "n’a pas de texte"),
        (f"{HEAD}* Durée :\n", 2, "n’a pas de texte"),
        (f"{HEAD}Texte.\n\n* Durée : 1\n* Lieu : x\n* durée : 2\n", 7, "«\u00a0Durée\u00a0» est déjà à la ligne 5"),
        (f"{HEAD}Texte.\n#### ESSAI\nTexte.\n", 4, "qu’à la ligne 2"),
        (f"{HEAD}Texte.\n\n## Annexe\n\nPerdu.\n", 5, "serait perdu"),
        (f"{HEAD}Texte.\n\nAutre\n---\nFin.\n", 5, "ligne vide avant le trait"),
        (f"{HEAD}Texte.\n####Collé\n", 4, "espace après"),
        (f"{HEAD}* Durée : 1\n  #### Pris\n", 4, "pris ici"),
        (f"{HEAD}Texte.\n\n```\n#### Pris\n", 5, "pris ici"),
        (f"{HEAD}Texte.\n\n<div>\n#### Pris\n</div>\n", 5, "pris ici"),
        (f"{HEAD}Texte.\n\n<!-- jamais fermé\n#### Pris\n", 5, "pris ici"),
        (f"{HEAD}Texte.\n\n[Lieu]: Paris\n", 5, "sans crochets"),
        (f"{HEAD}Texte.\n\n{'>' * 80} trop\n", 5, "les unes dans les autres"),
        (f"{HEAD}{'*a ' * 3000}{' b*' * 3000}\n", 0, "les unes dans les autres"),
        (f"{HEAD}Te\x00xte.\n", 3, "pas un texte"),
        (f"{HEAD}Te\ud800xte.\n", 3, "pas un texte"),
        (HEAD + "é" * (MAX_BYTES // 2), 0, "trente mille"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_fault_names_line_and_reason(text: str, line: int, reason: str) -> None:
    (fault,) = faults_of(text)
    assert (fault.line, reason in fault.reason) == (line, True)


def test_faults_are_all_listed_by_line() -> None:
    text = "#### Un\n### Défi\n#### Deux\n#### Trois\nTexte.\n* Durée : 1\n* Durée : 2\n## Fin\n"
    assert lines_of(text) == [1, 1, 3, 7, 8]


def test_commented_out_dispositif_is_no_fault() -> None:
    assert len(read_page(f"{HEAD}Texte.\n\n<!--\n#### Ancien\nplus maintenant\n-->\n").dispositifs) == 1


def test_broken_end_of_a_good_page_refuses_all_of_it() -> None:
    last = PAGE.count("\n") + 1
    assert lines_of(PAGE + "#### Masterclass\nTexte.\n") == [last]


@pytest.mark.parametrize(
    "base", ["", "docs/", "ftp://exemple.fr", "javascript:alert(1)", "https://", "https://[", "https://a b.fr"]
)
def test_base_that_is_no_web_address(base: str) -> None:
    (fault,) = faults_of(PAGE, base=base)
    assert (fault.line, "https://" in fault.reason) == (0, True)


@pytest.mark.parametrize(
    ("mark", "times"),
    [("<!--", 6400), ("<!-- a --", 3200), ("![", 800), ("*a _b ", 800), ("[a](b ", 800), ("# a\n", 800)],
)
def test_marks_without_end_take_as_long_as_there_are(mark: str, times: int) -> None:
    few, many = (min(seconds_of(f"{HEAD}Texte.\n\n{mark * each}") for _ in range(2)) for each in (times // 8, times))
    assert many < max(0.1, few * 24)  # eight times as many; what looks for each end anew takes sixty-four times as long


def seconds_of(text: str) -> float:
    """Give the processor's seconds for a page, good or not."""
    started = process_time()
    with suppress(PageError):
        read_page(text)
    return process_time() - started


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x81\xff", b"x" * (MAX_BYTES + 1)])
def test_file_that_is_no_page(data: bytes) -> None:
    with pytest.raises(PageError):
        page_text(data)


def test_utf_16_file_is_no_text() -> None:
    assert lines_of(page_text(PAGE.encode("utf-16"))) == [1]


def test_every_reason_ends_as_a_sentence() -> None:
    text = "#### Un\n###\n#### Deux\n#### deux\nTexte.\n* Durée : 1\n* Durée : 2\n## Fin\n####Collé\n"
    assert {fault.reason[-1] for fault in faults_of(text)} == {"."}
