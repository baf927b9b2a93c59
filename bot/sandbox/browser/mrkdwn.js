// Slack's markup as nodes: a scanner of our own, in one pass, so that no text can make it slow or make it run.

import { el } from "./dom.js";

const TAGS = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}_]/u;

/** Turn the three entities of Slack back into characters. */
export function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** Give the words of a text object, without marks. */
export function wordsOf(text, nameOf = String) {
  if (!text) return "";
  return text.type === "mrkdwn" ? plain(text.text, nameOf) : unescape(text.text);
}

/** Give an address if it is one of the web, else null. */
export function webAddress(text) {
  try {
    const url = new URL(text);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/** Give a link, or its words alone where it leads anywhere but the web. */
export function link(address, words) {
  const href = webAddress(address);
  return href ? el("a", { href, target: "_blank", rel: "noopener noreferrer" }, words) : el("span", {}, words);
}

/** Give the nodes of a mrkdwn text; `nameOf(id)` gives people's and channels' names, `links` also bare addresses. */
export function mrkdwn(text, nameOf, { links = false } = {}) {
  const nodes = [];
  text.split("```").forEach((part, index, all) => {
    if (index % 2 && index < all.length - 1) nodes.push(el("pre", {}, el("code", {}, unescape(part.replace(/^\n|\n$/g, "")))));
    else nodes.push(...lines(index % 2 ? "```" + part : part, { nameOf, links }));
  });
  return nodes;
}

/** Give mrkdwn as it is read aloud: without marks. */
export function plain(text, nameOf) {
  const holder = el("div");
  holder.append(...lines(text, { nameOf, links: false, flat: true }));
  return holder.textContent;
}

function lines(text, how) {
  const nodes = [];
  let quoted = [];
  let free = [];
  const flush = () => {
    if (quoted.length) nodes.push(el("blockquote", {}, inline(quoted.join("\n"), how)));
    if (free.length) nodes.push(...inline(free.join("\n"), how));
    [quoted, free] = [[], []];
  };
  for (const line of text.split("\n")) {
    const quote = /^(?:&gt;|>) ?/.exec(line);
    if (Boolean(quote) !== quoted.length > 0 && (quoted.length || free.length)) {
      if (!quote) flush();
      else { nodes.push(...inline(free.join("\n"), how)); free = []; }
    }
    if (quote) quoted.push(line.slice(quote[0].length));
    else if (line.startsWith("• ") && !how.flat) {
      flush();
      nodes.push(el("span", { class: "bullet" }, inline(line, how))); // what goes on on a second line stands under its words
    } else free.push(line);
  }
  flush();
  return nodes;
}

function inline(text, how) {
  const nodes = [];
  const none = new Map(); // mark → end of the line that holds no closing one
  let from = 0;
  let at = 0;
  const leaf = (end) => {
    if (end > from) nodes.push(...bare(unescape(text.slice(from, end)), how.links));
  };
  while (at < text.length) {
    const found = special(text, at, none);
    if (!found) { at += 1; continue; }
    leaf(at);
    nodes.push(found.node(how));
    at = from = found.end;
  }
  leaf(text.length);
  return nodes;
}

function special(text, at, none) {
  const mark = text[at];
  if (mark === "<") {
    const end = text.indexOf(">", at);
    const inside = end < 0 ? "" : text.slice(at + 1, end);
    return inside && !inside.includes("<") ? { end: end + 1, node: (how) => angled(inside, how.nameOf) } : null;
  }
  if (mark !== "`" && !(mark in TAGS)) return null;
  if (at > 0 && (WORD.test(text[at - 1]) || text[at - 1] === mark)) return null;
  if (at + 1 >= text.length || /\s/.test(text[at + 1]) || text[at + 1] === mark) return null;
  if ((none.get(mark) ?? -1) > at) return null;
  const eol = text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at);
  for (let end = text.indexOf(mark, at + 2); end > 0 && end < eol; end = text.indexOf(mark, end + 1)) {
    const after = text[end + 1];
    if (/\s/.test(text[end - 1]) || (after !== undefined && WORD.test(after))) continue;
    const inside = text.slice(at + 1, end);
    return { end: end + 1, node: (how) => styled(mark, inside, how) };
  }
  none.set(mark, eol);
  return null;
}

function styled(mark, inside, how) {
  if (mark === "`") return el("code", {}, unescape(inside));
  return el(TAGS[mark], {}, inline(inside, how));
}

function angled(inside, nameOf) {
  const [target, label = ""] = inside.split(/\|(.*)/s);
  const words = unescape(label);
  if (target.startsWith("@")) return el("span", { class: "mention" }, `@${nameOf(target.slice(1))}`);
  if (target.startsWith("#")) return el("span", { class: "mention" }, `#${words || nameOf(target.slice(1))}`);
  if (target.startsWith("!date^")) return el("span", {}, words);
  if (target.startsWith("!")) return el("span", { class: "mention" }, words || `@${target.slice(1).split("^")[0]}`);
  return link(unescape(target), words || unescape(target));
}

function bare(text, links) {
  if (!links) return [text];
  return text.split(/(https?:\/\/[^\s<>]+[^\s<>.,;:!?)])/).map((part, index) => (index % 2 ? link(part, part) : part));
}
