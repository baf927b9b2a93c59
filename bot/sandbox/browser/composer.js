// The box to write in: Enter sends, Shift and Enter goes to a new line, « / » opens the list of commands.

import { ask, state } from "./wire.js";
import { byId, el } from "./dom.js";
import { announce, sayTrouble } from "./surfaces.js";

const written = new Map(); // person, channel and thread → what was not sent yet

/** Make a box for `place()`: {channel, thread, about}; `note(channel, text)` says what Slack answers to a command. */
export function composer({ id, place, note, onSent = () => {} }) {
  const listId = `${id}-commands`;
  const box = el("textarea", {
    id, rows: 1, "aria-autocomplete": "list", "aria-controls": listId, "aria-haspopup": "listbox", autocomplete: "off", spellcheck: "false",
  });
  const list = el("ul", { id: listId, role: "listbox", "aria-label": "Commandes", class: "commands", hidden: true });
  const hint = el("p", { class: "hint", id: `${id}-hint` });
  const form = el("form", { class: "composer" }, list, hint, el("div", { class: "row" }, box, el("button", { type: "submit", class: "button primary" }, "Envoyer")));
  box.setAttribute("aria-describedby", hint.id);
  const own = { box, list, hint, place, note, onSent, active: -1, choices: [] };
  form.addEventListener("submit", (event) => { event.preventDefault(); send(own); });
  box.addEventListener("input", () => { written.set(keyOf(place()), box.value); complete(own); grow(box); });
  box.addEventListener("keydown", (event) => press(own, event));
  box.addEventListener("blur", () => shut(own));
  form.show = () => {
    const where = place();
    box.value = written.get(keyOf(where)) ?? "";
    box.setAttribute("aria-label", where.about);
    box.placeholder = where.thread || where.closed ? where.about : "Écrire ou taper /";
    box.disabled = Boolean(where.closed);
    complete(own, false);
    grow(box);
  };
  form.write = (text) => { box.value = text; written.set(keyOf(place()), text); box.focus(); complete(own); };
  return form;
}

const keyOf = (where) => `${state.get("me")?.id}/${where.channel}/${where.thread ?? ""}`;

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, 180)}px`;
}

function complete(own, open = true) {
  const { box, list, hint } = own;
  const [, typed, rest] = /^(\/\S*)(\s[^]*)?$/.exec(box.value) ?? [];
  const commands = state.get("app")?.commands ?? [];
  own.choices = typed && rest === undefined && open ? commands.filter((one) => one.name.startsWith(typed)) : [];
  const known = commands.find((one) => one.name === typed);
  hint.textContent = known && rest !== undefined ? `${known.name} ${known.hint}` : "";
  own.active = own.choices.length ? 0 : -1;
  list.replaceChildren(...own.choices.map((one, index) => el("li", {
    role: "option", id: `${list.id}-${index}`, "aria-selected": "false",
    on: { pointerdown: (event) => { event.preventDefault(); take(own, index); } },
  }, el("strong", {}, one.name), " ", el("span", { class: "quiet" }, one.hint), el("span", { class: "about" }, one.about))));
  list.hidden = !own.choices.length;
  mark(own);
}

function mark(own) {
  [...own.list.children].forEach((node, index) => node.setAttribute("aria-selected", String(index === own.active)));
  if (own.active >= 0) own.box.setAttribute("aria-activedescendant", `${own.list.id}-${own.active}`);
  else own.box.removeAttribute("aria-activedescendant");
}

function shut(own) {
  own.choices = [];
  own.active = -1;
  own.list.hidden = true;
  mark(own);
}

function take(own, index) {
  own.box.value = `${own.choices[index].name} `;
  written.set(keyOf(own.place()), own.box.value);
  complete(own);
  own.box.focus();
}

function press(own, event) {
  if (event.isComposing) return;
  const open = !own.list.hidden;
  if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    own.active = (own.active + step + own.choices.length) % own.choices.length;
    mark(own);
  } else if (open && event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    shut(own);
  } else if (open && event.key === "Tab" && own.choices[own.active].name !== own.box.value) {
    event.preventDefault();
    take(own, own.active);
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    if (open && own.choices[own.active].name !== own.box.value) take(own, own.active);
    else send(own);
  }
}

async function send(own) {
  const where = own.place();
  const text = own.box.value;
  if (!text.trim() || own.box.disabled) return;
  shut(own);
  own.box.value = "";
  own.hint.textContent = "";
  written.delete(keyOf(where));
  grow(own.box);
  own.onSent();
  const name = text.trim().split(/\s/)[0];
  const isCommand = text.startsWith("/") && !where.thread;
  const done = isCommand
    ? await ask("command", { channel: where.channel, line: text.replaceAll("\n", " ") })
    : await ask("message", { channel: where.channel, text, thread: where.thread });
  if (!done.error) return;
  const words = sayTrouble(done.error, isCommand ? name : "Ce message");
  own.note(where.channel, words);
  announce(words);
  if (done.error === "unreached" && !own.box.value) {
    own.box.value = text; // nothing that was written is lost
    written.set(keyOf(where), text);
  }
  byId("scroll").scrollTop = byId("scroll").scrollHeight;
}
