// The page: who is looking, at which conversation, with which panel; draws again what a change touches.

import { ask, become, connect, pathsOf, state } from "./wire.js";
import { byId, count, el, refill, sayDay, sayHour, NB } from "./dom.js";
import { composer } from "./composer.js";
import { current, drawConversation, forgetMessages, markRead, note, stayAtEnd } from "./conversation.js";
import { drawBlocks } from "./blocks.js";
import { forget } from "./fields.js";
import { drawModal, inFront } from "./modal.js";
import { drawPanel, PANELS } from "./panels.js";
import { plain } from "./mrkdwn.js";
import { announce, nameOf, sayTrouble, viewSurface } from "./surfaces.js";

const place = { channel: "", home: false, panel: "", thread: "" };
const known = new Set(); // messages that were there, so that only new ones are announced
let wanted = new URLSearchParams(location.hash.slice(1));
let homeDrawn = null;
let homeTrouble = "";

const line = composer({
  id: "line",
  place: () => {
    const channel = here();
    const closed = channel?.kind === "im" && !state.get("app")?.writable;
    return { channel: place.channel, closed, about: closed ? "Cette conversation ne prend pas de message" : `Écrire à ${nameOfChannel(channel)}` };
  },
  note: sayNote,
});

const here = () => state.get("channels")?.find((one) => one.id === place.channel);
const nameOfChannel = (channel) => (channel ? (channel.kind === "im" || channel.kind === "mpim" ? channel.name : `#${channel.name}`) : "…");

function sayNote(channel, text) {
  note(channel, text);
  drawTalk();
}

function onChange(paths, whole) {
  if (!state.has("me")) return byId("talk-title").replaceChildren("Personne n’est encore là.");
  if (whole) arrive();
  if (paths.has("people") || paths.has("me") || paths.has("stage")) drawWho();
  if (paths.has("now")) drawClock();
  if (paths.has("channels") || paths.has("app") || whole) drawList();
  const touched = [...paths].some((path) => path.startsWith(`m/${place.channel}/`) || path.startsWith(`v/${place.channel}/`));
  if (touched || whole || paths.has("channels")) drawTalk();
  if (paths.has("home") || whole) drawHome();
  if (paths.has("modal") || whole) drawModal();
  if (paths.has("stage") || whole) drawTools();
  if (place.panel) drawPanel(panelPlace());
  tellNew(paths, whole);
  forget((key) => [`view:${state.get("modal")?.id}`, `view:${state.get("home")?.id}`].includes(key) || key.startsWith("msg:"));
}

/** After a new person or a new server: find where we were, by name where ids changed. */
function arrive() {
  forgetMessages();
  homeDrawn = null;
  for (const path of pathsOf("m/")) known.add(path);
  const channels = state.get("channels");
  const before = place.was;
  const found = channels.find((one) => one.id === (wanted.get("ou") ?? place.channel)) ?? channels.find((one) => before && one.kind === before.kind && (one.kind === "im" || one.name === before.name));
  wanted = new URLSearchParams();
  place.channel = (found ?? channels.find((one) => one.kind === "public") ?? channels[0])?.id ?? "";
  place.was = here();
  if (place.home && place.was?.kind !== "im") place.home = false;
  if (place.panel === "thread") openPanel("");
  ask("watch", { panel: place.panel });
  line.show();
  remember();
}

function remember() {
  history.replaceState(null, "", `#${new URLSearchParams({ qui: state.get("me").id, ou: place.channel })}`);
  const me = state.get("me").name;
  document.title = `${nameOfChannel(here())} (${me}) · Bac à sable`;
}

function drawWho() {
  const me = state.get("me");
  const roles = state.get("stage")?.roles ?? {};
  const about = (one) => [one.name, roles[one.id], one.guest ? "compte invité" : ""].filter(Boolean).join(", ");
  refill(byId("who"), state.get("people").filter((one) => !one.bot && !one.gone).map((one) => el("option", { value: one.id }, about(one))));
  byId("who").value = me.id;
}

function drawClock() {
  byId("clock").textContent = `${sayDay(state.get("now"))}, ${sayHour(state.get("now"))}`;
}

function drawList() {
  const channels = state.get("channels");
  const group = (title, kinds) => {
    const own = channels.filter((one) => kinds.includes(one.kind)).sort((a, b) => a.name.localeCompare(b.name, "fr"));
    return own.length ? [el("h3", {}, title), el("ul", {}, own.map(entry))] : [];
  };
  const shortcuts = state.get("app").shortcuts.map((one) => el("li", {}, el("button", { type: "button", class: "entry", title: one.about, "data-k": `shortcut ${one.id}`, on: { click: () => shortcut(one) } },
    el("span", { class: "sign", "aria-hidden": "true" }, "⚡"), el("span", { class: "name" }, one.name))));
  refill(byId("list"), group("Canaux", ["public", "private"]), group("Messages directs", ["im", "mpim"]),
    shortcuts.length ? [el("h3", {}, "Raccourcis"), el("ul", {}, shortcuts)] : []);
  const entries = [...byId("list").querySelectorAll("button")];
  const open = entries.find((one) => one.getAttribute("aria-current")) ?? entries[0];
  for (const one of entries) one.tabIndex = one === open ? 0 : -1;
}

function entry(channel) {
  const open = channel.id === place.channel;
  const sign = channel.kind === "public" ? "#" : "";
  return el("li", {}, el("button", {
    type: "button", class: channel.unread ? "entry unread" : "entry", "data-k": channel.id, "aria-current": open ? "page" : null,
    on: { click: () => go(channel.id) },
  }, el("span", { class: channel.kind === "private" ? "sign lock" : "sign", "aria-hidden": "true" }, sign), el("span", { class: "name" }, channel.name),
  channel.kind === "private" ? el("span", { class: "hidden" }, "(canal privé)") : null,
  channel.unread ? el("span", { class: "pill" }, String(channel.unread), el("span", { class: "hidden" }, ` non lu${channel.unread > 1 ? "s" : ""}`)) : null));
}

/** Open a conversation. */
export function go(channel, { home = false, focus = true } = {}) {
  const moved = channel !== place.channel;
  Object.assign(place, { channel, home });
  place.was = here();
  current.path = null;
  if (place.panel === "thread" && moved) openPanel("");
  if (home) ask("home").then((done) => { if (done.error) { homeTrouble = sayTrouble(done.error, "L’accueil"); drawHome(true); } });
  else if (moved && here()?.kind === "im") ask("messages");
  document.body.dataset.place = "talk";
  drawList();
  drawTalk();
  drawHome(true);
  line.show();
  remember();
  if (focus) (home ? byId("talk-title") : byId("line")).focus();
  if (place.panel) drawPanel(panelPlace());
}

function drawTalk() {
  const channel = here();
  if (!channel) return;
  byId("talk-title").textContent = nameOfChannel(channel);
  byId("talk-about").textContent = channel.kind === "im" ? "Application" : count(channel.people, "membre");
  const tabs = channel.kind === "im" && state.get("app").home ? [["Accueil", true], ["Messages", false]] : [];
  refill(byId("tabs"), tabs.map(([label, home]) => el("button", { type: "button", class: "tab", "data-k": label, "aria-pressed": String(place.home === home), on: { click: () => go(channel.id, { home, focus: false }) } }, label)));
  byId("scroll").setAttribute("aria-label", `Messages, ${nameOfChannel(channel)}`);
  byId("scroll").hidden = place.home;
  byId("home").hidden = !place.home;
  byId("composer").hidden = place.home;
  if (place.home) return;
  const last = drawConversation(place.channel, { openThread: (ts) => openPanel("thread", ts) });
  if (document.visibilityState === "visible" && byId("scroll").offsetParent) markRead(place.channel, last);
}

function drawHome(again = false) {
  const view = state.get("home");
  if (!place.home || (homeDrawn === view && !again)) return;
  homeDrawn = view;
  const trouble = (words) => { homeTrouble = words; drawHome(true); };
  const inside = view ? drawBlocks(viewSurface(view, { trouble }), view.blocks) : [el("p", { class: "quiet" }, "L’application n’a encore rien publié ici.")];
  const kept = refill(byId("home"), homeTrouble ? el("p", { class: "error", role: "alert" }, homeTrouble) : null, inside);
  homeTrouble = "";
  if (!kept) byId("home").focus({ preventScroll: true });
}

function panelPlace() {
  return { ...place, modal: inFront()?.view ?? null, note: sayNote };
}

function drawTools() {
  const stage = state.get("stage");
  refill(byId("tools"), Object.entries(PANELS).filter(([, one]) => one.tool).map(([key, one]) => el("button", {
    type: "button", class: "tool", "data-k": key, "aria-expanded": String(place.panel === key), "aria-controls": "panel",
    on: { click: () => openPanel(place.panel === key ? "" : key) },
  }, one.tool, key === "behind" && stage.broken.length ? el("span", { class: "pill bad" }, String(stage.broken.length), el("span", { class: "hidden" }, stage.broken.length > 1 ? " règles enfreintes" : " règle enfreinte")) : null,
  key === "levers" && (Object.values(stage.switches).includes(true) || stage.running === false) ? el("span", { class: "pill bad" }, "!", el("span", { class: "hidden" }, " quelque chose est en panne")) : null)));
}

async function shortcut(one) {
  document.body.dataset.place = place.panel ? "panel" : "talk";
  const done = await ask("shortcut", { id: one.id });
  if (done.error) sayNote(place.channel, sayTrouble(done.error, `«${NB}${one.name}${NB}»`));
}

/** Open a panel, or none; a thread by the ts of its first message. */
function openPanel(panel, thread = "") {
  const before = place.panel;
  Object.assign(place, { panel, thread });
  byId("panel").hidden = !panel;
  document.body.classList.toggle("with-panel", Boolean(panel));
  document.body.dataset.place = panel ? "panel" : "talk";
  if (panel !== before) ask("watch", { panel });
  drawTools();
  if (panel) {
    byId("panel-body").replaceChildren();
    drawPanel(panelPlace());
    (panel === "thread" ? byId("thread-line") : byId("panel-title")).focus();
  } else if (before) (byId("tools").querySelector(`[data-k="${before}"]`) ?? byId("line")).focus();
}

function tellNew(paths, whole) {
  for (const path of paths) {
    const message = path.startsWith("m/") && state.get(path);
    if (!message || known.has(path)) continue;
    known.add(path);
    if (whole || message.user === state.get("me").id) continue;
    const where = message.channel === place.channel ? "" : `, ${nameOfChannel(state.get("channels").find((one) => one.id === message.channel))}`;
    announce(`${message.name}${where}${NB}: ${plain(message.text, nameOf).slice(0, 400)}`);
  }
}

function roam(event) {
  const entries = [...byId("list").querySelectorAll("button")];
  const at = entries.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
  if (at < 0 || to === undefined || !entries[to]) return;
  event.preventDefault();
  for (const one of entries) one.tabIndex = one === entries[to] ? 0 : -1;
  entries[to].focus();
}

byId("composer").append(line);
stayAtEnd(byId("scroll"));
byId("list").addEventListener("keydown", roam);
byId("who").addEventListener("change", (event) => become({ as: event.target.value, name: "" }));
byId("another").addEventListener("click", (event) => { event.currentTarget.href = `/${location.hash}`; });
byId("panel-close").addEventListener("click", () => openPanel(""));
byId("to-list").addEventListener("click", () => { document.body.dataset.place = "list"; byId("list").querySelector("[aria-current]")?.focus(); });
document.addEventListener("look", () => { if (place.panel === "heard") drawPanel(panelPlace()); });
document.addEventListener("input", () => { if (place.panel === "heard") drawPanel(panelPlace()); });
document.addEventListener("visibilitychange", () => { if (state.has("me")) drawTalk(); });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && place.panel && !document.querySelector("dialog[open]") && !event.defaultPrevented) openPanel("");
});

connect({ as: wanted.get("qui") ?? "", name: "" }, onChange, (open) => {
  byId("lost").hidden = open;
  byId("lost").textContent = open ? "" : "Connexion perdue\u00a0: la page la cherche à nouveau.";
});
