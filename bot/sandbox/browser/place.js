// Where this tab is: who one plays, the conversation, its Home, the panel; kept in the address, so that Back leads back.

export const NARROW = matchMedia("(max-width: 45rem)"); // one column, as in app.css

export const place = { channel: "", home: false, panel: "", thread: "", list: false };

/** Read what the address says; empty where it says nothing. */
export function readAddress() {
  const said = new URLSearchParams(location.hash.slice(1));
  return {
    who: said.get("qui") ?? "", channel: said.get("ou") ?? "", home: said.get("vue") === "accueil",
    panel: said.get("panneau") ?? "", thread: said.get("fil") ?? "", list: said.has("liste"),
  };
}

/** Say whether something lies over the conversation: on a narrow screen, what is beside it on a wide one. */
export function isCovered() {
  return NARROW.matches && (place.list || Boolean(place.panel));
}

/**
 * Write where we are into the address. `step`: Back leads to where we were before; not to what lay over that, nor to
 * what is only beside it.
 */
export function writeAddress(who, { step = false } = {}) {
  const said = new URLSearchParams({ qui: who, ou: place.channel });
  if (place.home) said.set("vue", "accueil");
  if (place.panel) said.set("panneau", place.panel);
  if (place.thread) said.set("fil", place.thread);
  if (place.list) said.set("liste", "");
  const address = `#${said}`;
  if (address === location.hash) return;
  const over = Boolean(history.state?.over);
  if (step && !over) history.pushState({ over: isCovered() }, "", address);
  else history.replaceState({ over: over && isCovered() }, "", address);
}

/** Go back to what lies under this, if that is the step before; tells whether it is. */
export function uncover() {
  if (!history.state?.over) return false;
  history.back();
  return true;
}
