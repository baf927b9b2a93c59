// Small helpers to build the page: every text goes in as text, nothing is ever parsed as HTML.

export const NB = "\u00a0";

let counter = 0;

/** Give an id that no other element has. */
export function freshId(prefix = "i") {
  counter += 1;
  return `${prefix}${counter}`;
}

/** Build an element: `props` are attributes (`on` listeners, false or null for none), children nodes or texts. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === "value" || name === "checked" || name === "selected" || name === "indeterminate") {
      node[name] = value;
    } else if (value !== false && value !== null && value !== undefined) {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** Find an element of the page by its id. */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * Replace what is inside a node, giving focus and caret back to the element of the same `data-k`; tell if it could.
 * `of` names what it is about: what looks the same and is about the same stays, so that a click that began on it can
 * end on it; what looks the same and is about something else would press that.
 */
export function refill(parent, of, ...children) {
  const fresh = children.flat(3).filter(Boolean);
  const same = parent.dataset.of === of && fresh.length === parent.childNodes.length;
  if (same && fresh.every((node, index) => node.isEqualNode?.(parent.childNodes[index]))) return true;
  parent.dataset.of = of;
  const kept = keepFocus(parent);
  parent.replaceChildren(...fresh);
  return kept();
}

/** Remember where the focus is inside a node; the function given puts it back there. Tells whether it could. */
export function keepFocus(parent) {
  const active = document.activeElement;
  if (!active || !parent.contains(active) || active === parent) return () => true;
  const key = active.closest("[data-k]")?.dataset.k;
  const inside = active.dataset.v;
  const caret = typeof active.selectionStart === "number" ? [active.selectionStart, active.selectionEnd] : null;
  return () => {
    if (document.activeElement && document.activeElement !== document.body && parent.contains(document.activeElement)) {
      return true;
    }
    const holder = key && parent.querySelector(`[data-k="${CSS.escape(key)}"]`);
    if (!holder) return false;
    const found = (inside && holder.querySelector(`[data-v="${CSS.escape(inside)}"]`)) || holder;
    found.focus({ preventScroll: true });
    if (caret && typeof found.selectionStart === "number" && found.setSelectionRange) {
      try {
        found.setSelectionRange(caret[0], caret[1]);
      } catch {
        // fields of dates and numbers have no caret to set
      }
    }
    return document.activeElement === found;
  };
}

const ROAMING = 200; // ms; a choice that comes so soon after a key was made by that key in the closed list

/**
 * Call `choose` when something else than `now()` was chosen in a list: at once by mouse or in the open list; with the
 * arrows a closed list goes through its choices one by one, so then on Enter, when it is left, or after `rest` ms.
 */
export function onChosen(list, { now, choose, rest = Infinity }) {
  let [key, timer] = [-Infinity, 0];
  const send = () => {
    clearTimeout(timer);
    if (list.value !== now()) choose(list.value);
  };
  list.addEventListener("keydown", (event) => {
    key = event.timeStamp;
    if (event.key === "Enter" && list.value !== now()) {
      event.preventDefault(); // else the list opens
      send();
    }
    if (event.key === "Escape") list.value = now();
  });
  list.addEventListener("pointerdown", () => { key = -Infinity; });
  list.addEventListener("blur", send);
  list.addEventListener("change", (event) => {
    clearTimeout(timer);
    if (event.timeStamp - key > ROAMING) send();
    else if (rest < Infinity) timer = setTimeout(send, rest);
  });
}

const zone = "Europe/Paris";
const clockFormat = new Intl.DateTimeFormat("fr-FR", { timeZone: zone, hour: "numeric", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat("fr-FR", { timeZone: zone, weekday: "long", day: "numeric", month: "long" });
const exactFormat = new Intl.DateTimeFormat("fr-FR", {
  timeZone: zone, hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3,
});

/** Give a moment's time of day in Paris: « 14 h 05 ». */
export function sayHour(seconds) {
  const [hours, minutes] = clockFormat.format(new Date(seconds * 1000)).split(":");
  return `${Number(hours)}${NB}h${minutes === "00" ? "" : `${NB}${minutes}`}`;
}

/** Give a moment's day in Paris: « mardi 12 mai ». */
export function sayDay(seconds) {
  return dayFormat.format(new Date(seconds * 1000)).replace(/\b1 (?=\p{L})/u, "1er ");
}

/** Give a moment's time of day to the millisecond, for the log. */
export function sayExactly(seconds) {
  return exactFormat.format(new Date(seconds * 1000));
}

/** Give a size in words: « 12 ko ». */
export function saySize(bytes) {
  if (bytes < 1000) return `${bytes}${NB}octets`;
  const [amount, unit] = bytes < 1_000_000 ? [bytes / 1000, "ko"] : [bytes / 1_000_000, "Mo"];
  return `${amount.toLocaleString("fr-FR", { maximumFractionDigits: 1 })}${NB}${unit}`;
}

/** Give « 1 message », « 3 messages ». */
export function count(number, one, many = `${one}s`) {
  return `${number}${NB}${number < 2 ? one : many}`;
}
