"""Anybody of the workspace looks around in the catalogue: by command, message, mention and shortcut."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.sandbox.memory.messages import Message, Reply
from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from bot.sandbox.refused import Json
from bot.sandbox.wire.events import send_event
from bot.sandbox.wire.payloads import message_event
from tests.journeys.promotion import NEED, NINE, Promotion, first_line, plain, seen_last

AUDIENCES = [
    "Pour chaque défi",
    "Pour les porteurs et porteuses de projet",
    "Pour chaque EIG, individuellement",
    "Pour toute la promotion",
]
SHARE = "Partager dans le canal"
ALL = "Tous les dispositifs"
START = "Réserver un bureau d’aide"
ASK = "Demander un mentorat"
CONFERENCE = "Conférence, table ronde ou masterclass"
DATES = ["Prochaines dates"]
FIRST_STEPS = {
    "Carnet de bord": ["Ouvrir mon carnet"],
    "Bureau d’aide": [START],
    "Mentorat": [ASK],
    CONFERENCE: DATES,
    "Séminaire de la promotion": DATES,
}


def titles(words: str) -> list[str]:
    return [line for line in plain(words).split("\n") if line.startswith("Pour ") and " : " not in line]


def commands_in(shown: Reply) -> list[str]:
    """Give the commands that a help names, but for examples in brackets."""
    words = "phase|liste|tous|rejoindre|abonnement|messages|absent|actions|connecter|date|qui|mes-donnees"
    behind = "agenda|atelier|carnet|programme"
    return re.findall(rf"(?<!\()(/[a-z-]+(?: (?:{behind})\b)?(?: (?:{words})\b)?)", plain(shown.words))


def test_word_behind_the_command_is_a_command_and_a_whole_name_is_a_search(promotion: Promotion) -> None:
    lea = promotion.lea
    assert plain(lea.command("/dispositifs carnet aide").text) == "`/dispositifs carnet` : " + (
        "votre carnet de bord, que personne d’autre ne lit"
    )
    assert plain(lea.command("/dispositifs carnet de bord").text).startswith("Carnet de bord")
    assert plain(lea.command("/dispositifs atelier collaboratif").text).startswith("Atelier collaboratif")
    assert lea.command("/carnet").error is not None  # not of Slack's menu


@pytest.mark.parametrize("who", ["lea", "claire"])
def test_the_menu_opens_with_what_matters_in_this_phase(promotion: Promotion, who: str) -> None:
    person: Person = getattr(promotion, who)
    menu = person.command("/dispositifs", channel=promotion.general)
    assert (menu.ephemeral, first_line(menu)) == (True, "Les dispositifs EIG")
    assert titles(menu.words) == ["Pour vous, en phase 2", *AUDIENCES]
    assert plain(menu.text).startswith("Les dispositifs EIG. Pour vous, en phase 2 : ")


def test_the_menu_is_open_to_a_stranger_who_is_told_whom_to_ask(promotion: Promotion) -> None:
    menu = promotion.nadia.command("/dispositifs", channel=promotion.general)
    assert titles(menu.words)[-4:] == AUDIENCES
    assert menu.buttons == ["Prévenir les coachs"]
    assert [line for line in plain(menu.words).split("\n") if "Claire Morel" in line] == [
        "Le catalogue est ouvert à tout le monde ; pour réserver, il faut que les coachs vous ajoutent à une "
        "promotion. Écrivez à Claire Morel, coach EIG, ou prévenez toute l’équipe d’un clic."
    ]
    assert "Claire Morel" in menu.text


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("mentorat", "Mentorat"),
        ("Carnet de bord", "Carnet de bord"),
        ("masterclass", CONFERENCE),
        ("table ronde", CONFERENCE),
        ("mentora", "Mentorat"),
        ("bureau daide", "Bureau d’aide"),
        ("échelle", "Bureau d’aide"),
        ("auditer notre code", "Bureau d’aide"),
        ("seminaire", "Séminaire de la promotion"),
    ],
)
def test_a_search_finds_by_name_alias_typo_and_need(promotion: Promotion, words: str, name: str) -> None:
    card = promotion.lea.command(f"/dispositifs {words}", channel=promotion.general)
    assert (card.ephemeral, first_line(card)) == (True, name)
    starts = FIRST_STEPS.get(name, [])
    assert card.buttons[: len(starts) + 2] == [*starts, SHARE, ALL]
    assert card.text.startswith(f"{name}. ")


def test_a_word_that_matches_nothing_proposes_three(promotion: Promotion) -> None:
    answer = promotion.lea.command("/dispositifs xyzzy", channel=promotion.general)
    assert first_line(answer).startswith("Rien sous ce nom. Cherchiez-vous « ")
    assert len(answer.buttons) == 3
    assert plain(answer.text) == first_line(answer)
    promotion.lea.click(answer.buttons[1], message=answer)
    card = promotion.stage.slack.wait_for(lambda: promotion.lea.replies()[1:])
    assert [first_line(one) for one in card] == [answer.buttons[1]]


@pytest.mark.parametrize("words", ["<!channel> & <@U0>", "&" * 3000, "\u202eעברית", "🙂", "' OR 1=1 --", "`*_~"])
def test_odd_words_get_an_answer_and_ping_nobody(promotion: Promotion, words: str) -> None:
    answer = promotion.lea.command(f"/dispositifs {words}", channel=promotion.general)
    assert answer.ephemeral
    assert answer.text


def test_the_phases_and_the_help(promotion: Promotion) -> None:
    phases = promotion.lea.command("/dispositifs phase")
    assert [line for line in plain(phases.words).split("\n") if line.startswith("Phase ")] == [
        "Phase 1 : Valider l’hypothèse",
        "Phase 2 : Prouver le concept (en ce moment)",
        "Phase 3 : Prouver la valeur",
        "Phase 4 : Amplifier l’impact",
    ]
    assert plain(phases.words).count("Compétences pour les EIG : ") == 4
    usage = promotion.lea.command("/dispositifs aide")
    lines = plain(usage.words).split("\n")
    assert lines[0] == "Ce que vous pouvez taper"
    assert "À propos des dispositifs" in lines[8:12]
    typed = {one.name: commands_in(one.command("/dispositifs aide")) for one in (promotion.lea, promotion.claire)}
    both = ["/dispositifs", "/dispositifs phase"]
    assert typed[promotion.lea.name] == [
        *(*both, "/bureau-aide", "/bureau-aide liste", "/mentorat", "/mentorat liste", "/dispositifs atelier"),
        *(
            "/dispositifs atelier liste",
            "/dispositifs actions",
            "/dispositifs carnet",
            "/dispositifs qui",
            "/dispositifs agenda",
        ),
        *(
            "/dispositifs agenda rejoindre",
            "/dispositifs agenda abonnement",
            "/dispositifs agenda messages",
            "/dispositifs agenda connecter",
            "/dispositifs agenda date",
        ),
        "/dispositifs mes-donnees",
    ]
    assert typed[promotion.claire.name] == [
        *(*both, "/bureau-aide", "/bureau-aide liste", "/mentorat liste", "/mentorat tous", "/dispositifs programme"),
        *("/dispositifs atelier", "/dispositifs atelier liste", "/dispositifs actions", "/dispositifs qui"),
        *(
            "/dispositifs agenda",
            "/dispositifs agenda rejoindre",
            "/dispositifs agenda abonnement",
            "/dispositifs agenda messages",
            "/dispositifs agenda connecter",
        ),
        *("/dispositifs agenda date", "/disponibilites", "/disponibilites absent", "/dispositifs mes-donnees"),
        "/dispositifs programme",  # again: where a promotion is closed
    ]
    assert commands_in(promotion.lea.command("/mentorat aide")) == ["/mentorat", "/mentorat liste"]
    assert "équipe des coachs" in plain(promotion.lea.command("/dispositifs programme aide").words)


def test_the_list_opens_a_card_beside_the_menu(promotion: Promotion) -> None:
    lea = promotion.lea
    menu = lea.command("/dispositifs", channel=promotion.general)
    assert len(lea.options("catalogue.open", message=menu)) == 11
    lea.choose("catalogue.open", "Mentorat", message=menu)
    shown = promotion.stage.slack.wait_for(lambda: lea.replies()[1:])
    assert [first_line(one) for one in shown] == ["Mentorat"]
    assert first_line(lea.replies()[0]) == "Les dispositifs EIG"
    lea.click(ALL, message=shown[0])
    assert first_line(promotion.stage.slack.wait_for(lambda: lea.replies()[2:])[0]) == "Les dispositifs EIG"


def test_a_card_is_shared_once_however_often_it_is_pressed(promotion: Promotion) -> None:
    lea, slack = promotion.lea, promotion.stage.slack
    card = lea.command("/dispositifs mentorat", channel=promotion.general)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: lea.click(SHARE, message=card), range(4)))
    lea.click(SHARE, message=card)
    said = slack.wait_for(lambda: len(lea.replies()) == 5 and [one.text for one in lea.replies()[1:]])
    assert said == ["Vous l’avez déjà partagé."] * 4
    assert [first_line(one) for one in promotion.general.messages] == ["Mentorat"]
    assert promotion.general.messages[0].buttons == [ASK]
    other = promotion.sami.command("/dispositifs mentorat", channel=promotion.general)
    promotion.sami.click(SHARE, message=other)
    slack.wait_for(lambda: promotion.general.messages[1:])
    assert [first_line(one) for one in promotion.general.messages] == ["Mentorat", "Mentorat"]


def test_a_shared_card_of_the_bureau_d_aide_starts_it_for_others(promotion: Promotion) -> None:
    promotion.lea.click(SHARE, message=promotion.lea.command("/dispositifs bureau", channel=promotion.general))
    shared = promotion.stage.slack.wait_for(lambda: promotion.general.messages)[0]
    assert shared.buttons == [START]
    promotion.ines.click(START, message=shared)
    assert promotion.opened(promotion.ines).title == "Bureau d’aide"


def test_a_dm_has_nothing_to_share_in(promotion: Promotion) -> None:
    card = promotion.lea.command("/dispositifs bureau d’aide")
    assert card.buttons == [START, ALL]
    promotion.lea.message("bureau d’aide")
    assert promotion.answers(promotion.lea, 1) == ["Bureau d’aide"]
    assert [one.buttons for one in promotion.lea.inbox()] == [[START, ALL]]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("mentora", "Mentorat"),
        ("bonjour", "Bonjour !"),
        ("pizza", "Rien sous ce nom."),
        ("aide", "Ce que vous pouvez taper"),
        ("Phases !", "Les quatre phases"),
        ("🍕", "Les dispositifs EIG"),
        ("<!channel> & <https://example.org|lien>", "Rien sous ce nom."),
    ],
)
def test_a_direct_message_is_always_answered(promotion: Promotion, words: str, answer: str) -> None:
    for person in (promotion.lea, promotion.nadia):
        person.message(words)
        assert [line[: len(answer)] for line in promotion.answers(person, 1)] == [answer]


def test_an_event_delivered_twice_is_answered_once(promotion: Promotion) -> None:
    courier = promotion.stage.slack._desk.courier  # noqa: SLF001 - Slack itself repeats what it delivered
    assert courier is not None
    promotion.lea.message("mentorat")
    event = promotion.stage.slack.deliveries[-1]
    assert event.name == "message.im"
    with ThreadPoolExecutor(3) as pool:
        for attempt in (1, 2, 3):
            pool.submit(courier.send, "events_api", "message.im", payload=event.payload, attempt=attempt)
    promotion.lea.message("carnet")
    assert promotion.answers(promotion.lea, 2) == ["Mentorat", "Carnet de bord"]


def test_a_mention_is_answered_in_its_thread(promotion: Promotion) -> None:
    def answers(count: int) -> list[Message]:
        found = [one for one in promotion.general.messages if one.from_app]
        return found if len(found) >= count else []

    wait_for = promotion.stage.slack.wait_for
    written = promotion.lea.mention("masterclass", channel=promotion.general)
    wait_for(lambda: answers(1))
    deeper = promotion.sami.mention("mentorat", channel=promotion.general, thread=written)
    wait_for(lambda: answers(2))
    promotion.stage.settle()
    assert [(first_line(one), one.thread_ts) for one in answers(1)] == [
        (CONFERENCE, written.ts),
        ("Mentorat", written.ts),
    ]
    assert deeper.thread_ts == written.ts
    assert [one.buttons for one in answers(1)] == [["Prochaines dates"], [ASK]]


def test_edits_deletions_and_robots_are_not_answered(promotion: Promotion) -> None:
    written = promotion.lea.message("mentorat")
    assert promotion.answers(promotion.lea, 1) == ["Mentorat"]
    for extra in (
        {"subtype": "message_changed", "message": {"text": "carnet", "user": promotion.lea.id}},
        {"subtype": "message_deleted", "deleted_ts": written.ts},
        {"bot_id": "B0OTHER", "subtype": "bot_message"},
        {"bot_id": "B0OTHER"},
        {"user": None},
    ):
        deliver(promotion, written, extra)
    promotion.lea.message("carnet")
    assert promotion.answers(promotion.lea, 2) == ["Mentorat", "Carnet de bord"]
    delivered = [one.status for one in promotion.stage.slack.deliveries if one.name == "message.im"]
    assert delivered == [200] * 7


def test_a_file_sent_with_words_is_answered(promotion: Promotion) -> None:
    written = promotion.lea.message("mentorat")
    assert promotion.answers(promotion.lea, 1) == ["Mentorat"]
    deliver(promotion, written, {"subtype": "file_share", "files": [{"id": "F1"}]})
    assert promotion.answers(promotion.lea, 2) == ["Mentorat", "Mentorat"]


def deliver(promotion: Promotion, written: Message, extra: Json) -> None:
    slack = promotion.stage.slack
    channel = slack.team.channels[written.channel_id]
    event = message_event(slack.team, written, channel=channel) | extra
    courier = slack._desk.courier  # noqa: SLF001 - events of kinds that no scripted gesture makes
    assert courier is not None
    send_event(slack.team, courier, event_name="message.im", event=event)


def test_the_shortcut_leads_to_a_booking_in_one_window(promotion: Promotion) -> None:
    lea = promotion.lea
    lea.shortcut("dispositifs.menu")
    view = promotion.opened(lea, title="Dispositifs EIG")
    lea.choose("catalogue.open", "Mentorat")
    promotion.stage.slack.wait_for(lambda: lea.modal and lea.modal.text.startswith("Mentorat"))
    lea.click(ALL)
    promotion.stage.slack.wait_for(lambda: lea.modal and lea.modal.text.startswith("Les dispositifs"))
    lea.choose("catalogue.open", "Bureau d’aide")
    promotion.stage.slack.wait_for(lambda: lea.modal and lea.modal.text.startswith("Bureau d’aide"))
    assert SHARE not in promotion.opened(lea).text
    lea.click(START)
    form = promotion.opened(lea, title="Bureau d’aide")
    assert form.id == view.id
    lea.fill("need", NEED)
    promotion.team(lea)
    promotion.choose(lea, NINE)
    assert lea.submit() == Submission()
    promotion.stand()
    assert promotion.inboxes() == {key: [f"Bureau d’aide {NINE}"] for key in ("lea", "sami", "claire")}


def test_the_coachs_hear_once_of_a_stranger(promotion: Promotion) -> None:
    nadia = promotion.nadia
    answer = nadia.command("/bureau-aide")
    assert answer.ephemeral
    assert answer.buttons == ["Prévenir les coachs"]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: nadia.click("Prévenir les coachs", message=answer), range(3)))
    nadia.click("Prévenir les coachs", message=nadia.command("/dispositifs"))
    promotion.stage.settle()
    assert [first_line(one) for one in promotion.coachs.messages] == [
        "@Nadia Petit voudrait utiliser les dispositifs et n’est dans aucune promotion. Ajoutez cette personne à la "
        "vôtre, ou répondez-lui en message direct."
    ]
    told = "Je préviens les coachs tout de suite ; la réponse viendra en message direct."
    assert promotion.stage.slack.wait_for(lambda: seen_last(nadia) == told)  # it comes after the acknowledgement
    assert promotion.inboxes() == {}


def test_without_a_channel_each_coach_hears_of_a_stranger(promotion: Promotion) -> None:
    promotion.set_channel(None)
    answer = promotion.nadia.command("/bureau-aide")
    promotion.nadia.click("Prévenir les coachs", message=answer)
    promotion.nadia.click("Prévenir les coachs", message=answer)
    promotion.stage.settle()
    assert {key: len(box) for key, box in promotion.inboxes().items()} == {"claire": 1, "david": 1}
    assert promotion.coachs.messages == []


def test_a_card_that_slack_did_not_take_can_be_shared_again(promotion: Promotion) -> None:
    lea, slack = promotion.lea, promotion.stage.slack
    card = lea.command("/dispositifs mentorat", channel=promotion.general)
    nowhere = f"{promotion.stage.slack.api_url.removesuffix('api/')}response/nowhere"
    lea.press_raw("catalogue.share", value="mentorat", message=card.message, response_url=nowhere)
    assert slack.wait_for(lambda: slack.violations) != []  # our own doing: the address was forged
    slack.team.violations.clear()
    assert slack.wait_for(lambda: promotion.count("receipts WHERE key LIKE 'share %'") == 0)
    lea.click(SHARE, message=card)
    shared = slack.wait_for(lambda: promotion.general.messages)
    assert [first_line(one) for one in shared] == ["Mentorat"]
