"""Payloads that Slack takes, written down from its references: surface, name, and the blocks or the view."""

from tests.bot.sandbox.building import Json, actions, button, field, modal, option, plain, section

SEND = plain("Envoyer")
TWO = [option("un"), option("deux")]
RICH_OPTION = {"text": {"type": "mrkdwn", "text": "*un*"}, "value": "1", "description": {"type": "mrkdwn", "text": "a"}}
CONFIRM = {"title": plain("Annuler ?"), "text": plain("Sûr ?"), "confirm": plain("Oui"), "deny": plain("Non")}
IMAGE = {"type": "image", "image_url": "https://exemple.fr/a.png", "alt_text": "Une courbe"}
GROUPS = [{"label": plain("Lundi"), "options": TWO}, {"label": plain("Mardi"), "options": [option("trois")]}]


def select(kind: str = "static_select", **more: object) -> Json:
    return {"type": kind, "action_id": "choice", **more}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def line(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


MESSAGES: dict[str, list[Json]] = {
    "section of 3,000 characters": [section("x" * 3000)],
    "section of plain text": [{"type": "section", "text": {**plain("a"), "emoji": True}}],
    "section verbatim": [{"type": "section", "text": {"type": "mrkdwn", "text": "a", "verbatim": True}}],
    "section with ten fields of 2,000": [{"type": "section", "fields": [plain("x" * 2000)] * 10}],
    "section with text and fields": [section("a", fields=[plain("b")])],
    "section expanded": [section("a", expand=True)],
    "section with a button": [section("a", accessory=button("Ouvrir", "a", style="primary", value="v" * 2000))],
    "section with an image": [section("a", accessory=IMAGE)],
    "section with checkboxes": [section("a", accessory=select("checkboxes", options=TWO))],
    "section with a date": [section("a", accessory=select("datepicker", initial_date="2024-02-29"))],
    "section with a menu": [section("a", accessory=select("overflow", options=[option(str(n)) for n in range(5)]))],
    "section with several people": [section("a", accessory=select("multi_users_select", initial_users=["U1", "U2"]))],
    "header of 150": [{"type": "header", "text": plain("x" * 150)}],
    "divider with an id of 255": [{"type": "divider", "block_id": "x" * 255}],
    "context of ten": [{"type": "context", "elements": [*[plain("a")] * 5, *[IMAGE] * 5]}],
    "image by address": [{**IMAGE, "title": plain("Titre")}],
    "image by file id": [{"type": "image", "alt_text": "a", "slack_file": {"id": "F0123"}}],
    "image by file address": [{"type": "image", "alt_text": "a", "slack_file": {"url": "https://files.slack.com/a"}}],
    "25 buttons": [actions(*[button("x" * 75, f"a{n}") for n in range(25)])],
    "same action_id in two blocks": [actions(button("a", "same")), actions(button("b", "same"))],
    "button with a link": [actions(button("Lien", "a", url="https://exemple.fr/" + "x" * 2900))],
    "button with a dialog": [actions(button("Annuler", "a", style="danger", confirm={**CONFIRM, "style": "danger"}))],
    "button with its own words": [actions(button("Annuler", "a", accessibility_label="Annuler le rendez-vous"))],
    "select of 100": [actions(select(options=[option(f"n{n}") for n in range(100)]))],
    "select with a first choice": [actions(select(options=TWO, initial_option=TWO[1], placeholder=plain("Choisir")))],
    "select in groups": [actions(select(option_groups=GROUPS, initial_option=option("trois")))],
    "option of 75 and 150": [actions(select(options=[{"text": plain("x" * 75), "value": "v" * 150}]))],
    "options that are described": [actions(select("radio_buttons", options=[RICH_OPTION], initial_option=RICH_OPTION))],
    "checkboxes all ticked": [actions(select("checkboxes", options=TWO, initial_options=TWO))],
    "several choices of two": [
        actions(select("multi_static_select", options=TWO, initial_options=TWO, max_selected_items=2))
    ],
    "external select": [actions(select("external_select", min_query_length=0, initial_option=option("un")))],
    "conversations": [
        actions(select("conversations_select", filter={"include": ["im", "private"], "exclude_bot_users": True}))
    ],
    "conversation of now": [actions(select("conversations_select", default_to_current_conversation=True))],
    "channel": [actions(select("channels_select", initial_channel="C0123"))],
    "time": [actions(select("timepicker", initial_time="23:59", timezone="Europe/Paris"))],
    "moment": [actions(select("datetimepicker", initial_date_time=1_800_000_000))],
    "menu with links": [actions(select("overflow", options=[{**option("a"), "url": "https://exemple.fr"}]))],
    "one focus": [actions(select("datepicker", focus_on_load=True))],
    "markdown": [{"type": "markdown", "text": "# Titre\n\n- un"}],
    "markdown of 12,000 in two": [{"type": "markdown", "text": "x" * 6000}, {"type": "markdown", "text": "x" * 6000}],
    "rich text": [
        rich(
            line(
                {"type": "text", "text": "a", "style": {"bold": True}},
                {"type": "link", "url": "https://exemple.fr", "text": "b"},
                {"type": "user", "user_id": "U1"},
                {"type": "channel", "channel_id": "C1"},
                {"type": "emoji", "name": "tada"},
                {"type": "broadcast", "range": "here"},
                {"type": "date", "timestamp": 1_800_000_000, "format": "{date_long}"},
            )
        )
    ],
    "rich list": [rich({"type": "rich_text_list", "style": "ordered", "indent": 1, "elements": [line()]})],
    "rich code and quote": [
        rich(
            {"type": "rich_text_preformatted", "border": 0, "elements": [{"type": "text", "text": "a"}]},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "a"}]},
        )
    ],
    "table": [
        {
            "type": "table",
            "column_settings": [{"align": "right"}, {"is_wrapped": True}],
            "rows": [[{"type": "raw_text", "text": "a"}, rich(line({"type": "text", "text": "b"}))]] * 100,
        }
    ],
    "video": [
        {
            "type": "video",
            "alt_text": "a",
            "title": plain("x" * 199),
            "thumbnail_url": "https://exemple.fr/a.png",
            "video_url": "https://exemple.fr/v",
        }
    ],
    "50 blocks": [{"type": "divider"}] * 50,
    "input in a message": [field("f", "Besoin")],
    "no blocks": [],
}

MODALS: dict[str, Json] = {
    "title of 24": modal(title=plain("x" * 24), close=plain("x" * 24)),
    "100 blocks": modal(*[section("a")] * 100),
    "metadata of 3,000": modal(private_metadata="x" * 3000, callback_id="x" * 255, external_id="x" * 255),
    "told when closed": modal(notify_on_close=True, clear_on_close=False),
    "text": modal(field("f", "x" * 2000, hint=plain("x" * 2000), optional=True), submit=SEND),
    "text with lengths": modal(
        field("f", "a", {"type": "plain_text_input", "min_length": 2, "max_length": 3, "initial_value": "abc"}),
        submit=plain("x" * 24),
    ),
    "text of several lines": modal(field("f", "a", {"type": "plain_text_input", "multiline": True}), submit=SEND),
    "text told as it is typed": modal(
        field(
            "f",
            "a",
            {
                "type": "plain_text_input",
                "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]},
            },
            dispatch_action=True,
        ),
        submit=SEND,
    ),
    "number": modal(
        field(
            "f",
            "a",
            {"type": "number_input", "is_decimal_allowed": True, "min_value": "-1.5", "initial_value": "0"},
        ),
        submit=SEND,
    ),
    "address and link": modal(
        field("m", "a", {"type": "email_text_input"}), field("u", "b", {"type": "url_text_input"}), submit=SEND
    ),
    "rich text field": modal(
        field("f", "a", {"type": "rich_text_input", "initial_value": rich(line({"type": "text", "text": "a"}))}),
        submit=SEND,
    ),
    "files": modal(field("f", "a", {"type": "file_input", "filetypes": ["pdf"], "max_files": 10}), submit=SEND),
    "ten radio buttons": modal(
        field("f", "a", {"type": "radio_buttons", "options": [option(str(n)) for n in range(10)]}), submit=SEND
    ),
    "answer to a channel": modal(
        field("f", "a", {"type": "conversations_select", "response_url_enabled": True}), submit=SEND
    ),
    "moment field": modal(field("f", "a", {"type": "datetimepicker"}), submit=SEND),
    "fields without input need no submit": modal(actions(select("datepicker"))),
}

HOMES: dict[str, Json] = {
    "empty home": {"type": "home", "blocks": []},
    "home of 100": {"type": "home", "blocks": [section("a")] * 100, "callback_id": "home", "private_metadata": "a"},
    "home with a field": {"type": "home", "blocks": [field("f", "Besoin")]},
    "home with buttons": {"type": "home", "blocks": [section("a", accessory=button("Ouvrir", "a"))]},
}
