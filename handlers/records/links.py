"""What people without Slack do about their actions, from their mails: porteurs above all."""

from bot.records.actions import end_for
from handlers.kit.told import Purpose

CLOSING = Purpose(("records.done", "records.put_off", "records.drop"), end_for)
