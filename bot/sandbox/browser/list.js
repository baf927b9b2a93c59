// The list of conversations, in Slack's order: channels, direct messages, applications, and the app's shortcuts.

import { state } from "./wire.js";
import { el, refill } from "./dom.js";
import { face } from "./people.js";
import { place } from "./place.js";

const GROUPS = [["Canaux", ["public", "private"]], ["Messages directs", ["mpim"]], ["Applications", ["im"]]]; // every im is one with the app

/** Give a conversation's name as its title says it. */
export function nameOfChannel(channel) {
  if (!channel) return "…";
  return channel.kind === "im" || channel.kind === "mpim" ? channel.name : `#${channel.name}`;
}

/** Draw the list; `open(channel)` and `shortcut(one)` are what its entries do. */
export function drawList(list, { open, shortcut }) {
  const shortcuts = state.get("app").shortcuts.map((one) => el("li", {}, el("button", { type: "button", class: "entry", title: one.about, "data-k": `shortcut ${one.id}`, on: { click: () => shortcut(one) } },
    el("span", { class: "sign", "aria-hidden": "true" }, "⚡"), el("span", { class: "name" }, one.name))));
  refill(list, state.get("me").id, GROUPS.map(([title, kinds]) => group(title, kinds, open)), shortcuts.length ? [el("h3", {}, "Raccourcis"), el("ul", {}, shortcuts)] : []);
  const entries = [...list.querySelectorAll("button")];
  const reached = entries.find((one) => one.getAttribute("aria-current")) ?? entries[0];
  for (const one of entries) one.tabIndex = one === reached ? 0 : -1;
}

function group(title, kinds, open) {
  const own = state.get("channels").filter((one) => kinds.includes(one.kind)).sort((a, b) => a.name.localeCompare(b.name, "fr"));
  return own.length ? [el("h3", {}, title), el("ul", {}, own.map((one) => entry(one, open)))] : [];
}

function entry(channel, open) {
  const current = channel.id === place.channel;
  return el("li", {}, el("button", {
    type: "button", class: channel.unread ? "entry unread" : "entry", "data-k": channel.id, "aria-current": current ? "page" : null,
    on: { click: () => open(channel.id) },
  }, sign(channel), el("span", { class: "name" }, channel.name),
  channel.kind === "private" ? el("span", { class: "hidden" }, "(canal privé)") : null,
  channel.unread ? el("span", { class: "pill" }, String(channel.unread), el("span", { class: "hidden" }, ` non lu${channel.unread > 1 ? "s" : ""}`)) : null));
}

function sign(channel) {
  if (channel.kind === "im") return face(channel.name, { app: true });
  const words = { public: "#", mpim: String(channel.people - 1) }[channel.kind] ?? "";
  return el("span", { class: `sign ${channel.kind}`, "aria-hidden": "true" }, words);
}

/** Let the arrows go through the list, which is one stop of Tab. */
export function roam(list) {
  list.addEventListener("keydown", (event) => {
    const entries = [...list.querySelectorAll("button")];
    const at = entries.indexOf(document.activeElement);
    const to = entries[{ ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key]];
    if (at < 0 || !to) return;
    event.preventDefault();
    for (const one of entries) one.tabIndex = one === to ? 0 : -1;
    to.focus();
  });
}
