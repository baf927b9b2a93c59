// The page: draws again what a change touches, and leads from one place to another.

import { ask, become, connect, pathsOf, state } from "./wire.js";
import { byId, el, count, refill, sayDay, sayHour, NB } from "./dom.js";
import { composer } from "./composer.js";
import { current, drawConversation, forgetMessages, markRead, note, stayAtEnd } from "./conversation.js";
import { drawBlocks } from "./blocks.js";
import { forget } from "./fields.js";
import { isBroken, isMended, onLever, pull } from "./levers.js";
import { drawList, nameOfChannel, roam } from "./list.js";
import { drawModal, inFront } from "./modal.js";
import { drawPanel, forgetPanels, PANELS } from "./panels.js";
import { drawWho, isPlayed, onPlayed } from "./people.js";
import { isCovered, NARROW, place, readAddress, uncover, writeAddress } from "./place.js";
import { plain } from "./mrkdwn.js";
import { announce, forgive, nameOf, sayTrouble, viewSurface } from "./surfaces.js";
import { drawTour } from "./tour.js";

const known = new Set(); // messages that were there, so that only new ones are announced
const drawnFor = { me: "", app: "" };
let wanted = readAddress(); // where to be, as soon as it is known what is there
let stepping = false; // whether that is a step, which Back undoes
let was = null; // the conversation that is open, to be found by its name where ids changed
let stage = null;
let homeDrawn; // nothing: not drawn yet; null: drawn, with nothing published
let homeTrouble = "";

const here = () => state.get("channels")?.find((one) => one.id === place.channel);

const line = composer({
  id: "line",
  place: () => {
    const channel = here();
    const closed = channel?.kind === "im" && !state.get("app")?.writable;
    return { channel: place.channel, closed, about: closed ? "Cette conversation ne prend pas de message" : `Écrire à ${nameOfChannel(channel)}` };
  },
  note: sayNote,
});

function sayNote(channel, text) {
  note(channel, text);
  drawTalk();
}

function onChange(paths, whole) {
  if (!state.has("me")) return byId("talk-title").replaceChildren("Personne n’est encore là.");
  if (whole) arrive();
  if (paths.has("people") || paths.has("me") || paths.has("stage")) drawWho(paths.has("me"));
  if (["me", "people", "stage", "tour"].some((path) => paths.has(path))) drawTour(follow);
  if (paths.has("now")) byId("clock").textContent = `${sayDay(state.get("now"))}, ${sayHour(state.get("now"))}`;
  if (paths.has("channels") || paths.has("app") || whole) drawEntries();
  const touched = [...paths].some((path) => path.startsWith(`m/${place.channel}/`) || path.startsWith(`v/${place.channel}/`));
  if (touched || whole || paths.has("channels")) drawTalk();
  if (paths.has("home") || whole) drawHome();
  if (paths.has("modal") || whole) drawModal();
  if (paths.has("stage") || whole) heedStage();
  if (place.panel) drawPanel(panelPlace());
  tellNew(paths, whole);
  forget((key) => [`view:${state.get("modal")?.id}`, `view:${state.get("home")?.id}`].includes(key) || key.startsWith("msg:"));
}

/** After a new person or a new server: find where to be, by name where ids changed; a first visit begins at the app's. */
function arrive() {
  const [me, app, channels] = [state.get("me").id, state.get("app"), state.get("channels")];
  forgetMessages();
  if (me !== drawnFor.me) forget(() => false); // what was entered is theirs
  if (app.bot !== drawnFor.app) forgetPanels();
  for (const path of pathsOf("m/")) known.add(path);
  const at = wanted ?? place;
  const exact = channels.find((one) => one.id === at.channel);
  const found = exact ?? channels.find((one) => was && one.kind === was.kind && (one.kind === "im" || one.name === was.name));
  const open = found ?? channels.find((one) => one.kind === "im") ?? channels[0];
  const panel = at.panel in PANELS && (at.panel !== "thread" || (exact && wanted?.thread)) ? at.panel : "";
  Object.assign(place, { channel: open?.id ?? "", home: app.home && open?.kind === "im" && (found ? at.home : true), panel, thread: panel === "thread" ? at.thread : "", list: at.list });
  [wanted, was, homeDrawn] = [null, here(), undefined];
  Object.assign(drawnFor, { me, app: app.bot });
  layOut();
  ask("watch", { panel: place.panel });
  if (place.home) openHome();
  line.show();
  remember(stepping);
  stepping = false;
}

function remember(step) {
  const me = state.get("me");
  writeAddress(me.id, { step });
  document.title = `${nameOfChannel(here())} (${me.name}) · Bac à sable`;
}

function layOut() {
  byId("panel").hidden = !place.panel;
  document.body.classList.toggle("with-panel", Boolean(place.panel));
  document.body.dataset.place = place.panel ? "panel" : place.list ? "list" : "talk";
  const front = isCovered() && document.body.dataset.place; // what is alone on a narrow screen is what it is about
  byId("panel").setAttribute("role", front === "panel" ? "main" : "complementary");
  byId("nav").setAttribute("role", front === "list" ? "main" : "navigation");
}

/** Be somewhere else on the page; `step`: Back leads back. */
function move(to, { step }) {
  const before = { ...place };
  Object.assign(place, to);
  const moved = place.channel !== before.channel;
  if (moved) [was, current.path] = [here(), null];
  if (place.panel === "thread" && moved && place.thread === before.thread) Object.assign(place, { panel: "", thread: "" });
  if (place.panel !== before.panel) ask("watch", { panel: place.panel });
  if (place.home && (moved || !before.home || to.home)) openHome();
  else if (!place.home && here()?.kind === "im" && (moved || before.home)) ask("messages");
  layOut();
  drawEntries();
  drawTalk();
  drawHome(true);
  drawTools();
  line.show();
  remember(step);
  if (!place.panel && before.panel) (byId("tools").querySelector(`[data-k="${before.panel}"]`) ?? byId("line")).focus();
  if (!place.panel) return;
  const other = place.panel !== before.panel || place.thread !== before.thread;
  if (other) byId("panel-body").replaceChildren();
  drawPanel(panelPlace());
  if (other) (place.panel === "thread" ? byId("thread-line") : byId("panel-title")).focus();
}

/** Open a conversation, or the app's Home. */
function go(channel, { home = false, focus = true } = {}) {
  const aside = isCovered() ? { panel: "", thread: "" } : {};
  move({ channel, home, list: false, ...aside }, { step: true });
  if (focus) byId(home ? "talk-title" : "line").focus();
}

/** Open a panel; a thread by the ts of its first message. */
function openPanel(panel, thread = "") {
  move({ panel, thread }, { step: NARROW.matches });
}

function closePanel() {
  if (!uncover()) move({ panel: "", thread: "" }, { step: false });
}

/** Become somebody else. */
function play(id) {
  stepping = true;
  become({ as: id, name: "" });
}

/** Be where the address says, after Back or a link; of a scene that is over, only what lay over the conversation. */
function recall() {
  if (!state.has("me")) return;
  const { who: id, channel, home, panel, thread, list } = readAddress();
  const who = state.get("people").find((one) => one.id === id && isPlayed(one));
  if (who && who.id !== state.get("me").id) {
    wanted = readAddress();
    become({ as: who.id, name: "" });
    return;
  }
  const there = state.get("channels").some((one) => one.id === channel) ? { channel, home } : {};
  move({ ...there, panel: panel in PANELS && (panel !== "thread" || there.channel) ? panel : "", thread, list }, { step: false });
}

function drawEntries() {
  drawList(byId("list"), { open: go, shortcut });
}

function drawTalk() {
  const channel = here();
  if (!channel) return;
  byId("talk-title").textContent = nameOfChannel(channel);
  byId("talk-about").textContent = channel.kind === "im" ? "Application" : count(channel.people, "membre");
  const tabs = channel.kind === "im" && state.get("app").home ? [["Accueil", true], ["Messages", false]] : [];
  refill(byId("tabs"), channel.id, tabs.map(([label, home]) => el("button", { type: "button", class: "tab", "data-k": label, "aria-pressed": String(place.home === home), on: { click: () => go(channel.id, { home, focus: false }) } }, label)));
  byId("scroll").setAttribute("aria-label", `Messages, ${nameOfChannel(channel)}`);
  byId("scroll").hidden = place.home;
  byId("home").hidden = !place.home;
  byId("composer").hidden = place.home;
  if (place.home) return;
  const last = drawConversation(place.channel, { openThread: (ts) => openPanel("thread", ts) });
  if (document.visibilityState === "visible" && byId("scroll").offsetParent) markRead(place.channel, last);
}

async function openHome() {
  const done = await ask("home");
  if (!done.error) return;
  homeTrouble = sayTrouble(done.error, "L’accueil");
  drawHome(true);
}

function drawHome(again = false) {
  const view = state.get("home");
  if (!place.home || (homeDrawn === view && !again)) return;
  homeDrawn = view;
  const trouble = (words) => { homeTrouble = words; drawHome(true); };
  const inside = view ? drawBlocks(viewSurface(view, { trouble }), view.blocks) : el("p", { class: "quiet" }, "L’accueil de l’application s’affiche ici dès qu’elle l’a publié.");
  const kept = refill(byId("home"), view?.id ?? drawnFor.me, homeTrouble ? el("p", { class: "error", role: "alert" }, homeTrouble) : null, inside);
  homeTrouble = "";
  if (!kept) byId("home").focus({ preventScroll: true });
}

function panelPlace() {
  return { ...place, modal: inFront()?.view ?? null, note: sayNote };
}

function heedStage() {
  const before = stage;
  stage = state.get("stage");
  if (before && isMended(before, stage)) forgive();
  drawTools();
}

function drawTools() {
  const broken = stage.broken.length;
  const alarm = (words, about) => el("span", { class: "pill bad" }, words, el("span", { class: "hidden" }, about));
  refill(byId("tools"), "tools", Object.entries(PANELS).filter(([, one]) => one.tool).map(([key, one]) => el("button", {
    type: "button", class: "tool", "data-k": key, "aria-expanded": String(place.panel === key), "aria-controls": "panel",
    on: { click: () => (place.panel === key ? closePanel() : openPanel(key)) },
  }, one.tool, key === "behind" && broken ? alarm(String(broken), broken > 1 ? " règles enfreintes" : " règle enfreinte") : null,
  key === "levers" && isBroken(stage) ? alarm("!", " quelque chose est en panne") : null)));
}

/** Go where a hint leads. */
async function follow(hint) {
  const own = state.get("channels").find((one) => one.kind === "im")?.id;
  if (hint.does === "play") return play(hint.what);
  if (hint.does === "home") return go(own, { home: true });
  if (hint.does === "move") {
    const trouble = await pull("move", { label: hint.what }, hint.what);
    return announce(trouble || `${hint.words}${NB}: c’est fait. ${byId("clock").textContent}`);
  }
  const where = place.home ? own : place.channel;
  const done = await ask("command", { channel: where, line: hint.what });
  if (!done.error) return;
  sayNote(where, sayTrouble(done.error, hint.what));
  go(where);
}

async function shortcut(one) {
  if (place.list) move({ list: false }, { step: true });
  const done = await ask("shortcut", { id: one.id });
  if (done.error) sayNote(place.channel, sayTrouble(done.error, `«${NB}${one.name}${NB}»`));
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

byId("composer").append(line);
stayAtEnd(byId("scroll"));
roam(byId("list"));
onPlayed(play);
onLever(() => {
  drawTour(follow);
  if (place.panel === "levers") drawPanel(panelPlace());
});
byId("another").addEventListener("click", (event) => { event.currentTarget.href = `/${location.hash}`; });
byId("panel-close").addEventListener("click", closePanel);
byId("to-list").addEventListener("click", () => { move({ list: true }, { step: true }); byId("list").querySelector("[aria-current]")?.focus(); });
addEventListener("popstate", recall);
NARROW.addEventListener("change", layOut);
for (const told of ["look", "input"]) document.addEventListener(told, () => { if (place.panel === "heard") drawPanel(panelPlace()); });
document.addEventListener("visibilitychange", () => { if (state.has("me")) drawTalk(); });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && place.panel && !document.querySelector("dialog[open]") && !event.defaultPrevented) closePanel();
});

connect({ as: wanted.who, name: "" }, onChange, (open) => {
  if (open) forgive();
  byId("lost").hidden = open;
  byId("lost").textContent = open ? "" : "Connexion perdue\u00a0: la page la cherche à nouveau.";
});
