"""A modal and a message with every block and element that a bot of ours uses, and a few more."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(label: str, value: str) -> Json:
    return {"text": plain(label), "value": value}


def field(name: str, label: str, element: Json, **more: Any) -> Json:  # noqa: ANN401 as Slack's own keys
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": {"action_id": name, **element},
        "optional": True,
        **more,
    }


COLOURS = [option("Rouge", "r"), option("Vert", "v"), option("Bleu &amp; gris", "b")]
GROUPS = [{"label": plain("Lundi"), "options": COLOURS[:1]}, {"label": plain("Mardi"), "options": COLOURS[1:]}]
MODAL: Json = {
    "type": "modal",
    "callback_id": "gallery",
    "title": plain("Galerie"),
    "submit": plain("Envoyer"),
    "blocks": [
        field("missing", "Toujours vide", {"type": "plain_text_input"}, optional=False, hint=plain("Une indication")),
        field("lines", "Plusieurs lignes", {"type": "plain_text_input", "multiline": True, "initial_value": "déjà"}),
        field("link", "Adresse", {"type": "url_text_input"}),
        field("mail", "E-mail", {"type": "email_text_input"}),
        field("number", "Nombre", {"type": "number_input", "is_decimal_allowed": False}),
        field("one", "Une couleur", {"type": "static_select", "option_groups": GROUPS, "initial_option": COLOURS[1]}),
        field("many", "Plusieurs couleurs", {"type": "multi_static_select", "options": COLOURS}),
        field("radio", "Une seule", {"type": "radio_buttons", "options": COLOURS}),
        field("boxes", "Cases", {"type": "checkboxes", "options": COLOURS, "initial_options": COLOURS[:1]}),
        field("day", "Jour", {"type": "datepicker", "initial_date": "2026-05-12"}),
        field("time", "Heure", {"type": "timepicker"}),
        field("moment", "Moment", {"type": "datetimepicker"}),
        field("who", "Personne", {"type": "users_select"}),
        field("file", "Fichier", {"type": "file_input", "filetypes": ["pdf"], "max_files": 1}),
    ],
}
MESSAGE: list[Json] = [
    {"type": "header", "text": plain("Titre")},
    {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "*gras* _italique_ ~barré~ `code`\n&gt; cité\n```bloc```"},
        "fields": [{"type": "mrkdwn", "text": "champ 1"}, {"type": "plain_text", "text": "*champ 2*"}],
        "accessory": {"type": "overflow", "action_id": "menu", "options": COLOURS[:2]},
    },
    {"type": "divider"},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "une note"}]},
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "un point"}]}],
            }
        ],
    },
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": "b",
                "text": plain("Bouton"),
                "accessibility_label": "Bouton : de la carte",
            },
            {"type": "button", "action_id": "u", "text": plain("Lien"), "url": "https://exemple.fr/"},
            {
                "type": "static_select",
                "action_id": "s",
                "placeholder": plain("Choisir une couleur"),
                "options": COLOURS,
            },
        ],
    },
]
