import { listen, read } from "./api-client.js";
import { chatView } from "./chat-view.js";
import { el, icon } from "./dom.js";
import { pageHeader } from "./page-header.js";
import { panelView } from "./panel-view.js";
import { peopleView } from "./people-view.js";
import { language, t } from "./words.js";

const LOG_KEPT = 80;

const store = {
  people: [],
  log: [],
  unread: new Map(),
  botName: "",
  knowsMornings: false,
  ownImagesFrom: null,
  standOffsetMs: 0,
  standNow: () => Date.now() + store.standOffsetMs,
};

function takeStand(stand) {
  store.standOffsetMs = stand.now - Date.now();
  return stand;
}

function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing still shows the page.
  }
}

/** The parts of the page once it is drawn. */
let views;
const lost = el("p", { class: "lost", role: "alert", hidden: true, text: t("lost") });

function start() {
  document.documentElement.lang = language;
  document.body.append(lost);
  listen({
    onState(state) {
      lost.hidden = state === "open";
      if (state === "open") inTurn(catchUp);
    },
    onChat(change) {
      if (change.type === "person") arePeopleOld = true;
      inTurn(() => onChat(change));
    },
    onTraffic: (entry) => inTurn(() => onTraffic(entry)),
    onStand: (stand) => inTurn(() => onStand(stand)),
  });
}

let latest = Promise.resolve();

/**
 * News waits for the state asked for before it, so that nothing is overwritten by something older. Work that
 * fails because the server is gone is made good by catching up when it is back.
 */
function inTurn(work) {
  latest = latest.then(work).catch((problem) => {
    lost.hidden = false;
    console.warn(problem);
  });
}

/** Takes over the whole state: at first and after every new connection, when the server may be another one. */
async function catchUp() {
  const state = await read("state");
  const { people, log, botName, ownImagesFrom, knowsMornings } = state;
  Object.assign(store, { people, log, botName, ownImagesFrom, knowsMornings });
  takeStand(state);
  views ??= draw();
  views.panel.drawLog();
  views.panel.drawStand(state);
  const shown = personOf(views.chat.shownUserId()) ?? personOf(remembered("person")) ?? store.people[0];
  await choose(shown.userId);
}

function draw() {
  const chat = chatView(store);
  const people = peopleView(store, { onChoose: (userId) => inTurn(() => choose(userId)) });
  const panel = panelView(store);
  const centre = el("main", { class: "centre" }, chat.element);
  document.body.prepend(topBar(chat));
  document.body.append(el("div", { class: "stage" }, people.element, centre, panel.element));
  return { chat, people, panel };
}

async function choose(userId) {
  if (!personOf(userId)) await refreshPeople();
  store.unread.delete(userId);
  remember("person", userId);
  views.people.draw(userId);
  await views.chat.show(personOf(userId));
}

async function refreshPeople() {
  arePeopleOld = false;
  store.people = await read("people");
  views.people.draw(views.chat.shownUserId());
}

/** News of somebody was heard that the list does not show yet. */
let arePeopleOld = false;

async function onChat(change) {
  const { chat, people } = views;
  const person = personOf(change.userId);
  if (change.type === "entry" && person) noteEntry(person, change.entry);
  chat.news(change);
  if (change.type !== "person") return people.draw(chat.shownUserId());
  // A hundred people may be added at once.
  if (arePeopleOld) await refreshPeople();
  if (change.userId === chat.shownUserId()) chat.refresh(personOf(change.userId));
}

function noteEntry(person, entry) {
  const isNew = !person.last || entry.at > person.last.at || entry.id !== person.last.id;
  if (entry.at >= (person.last?.at ?? 0)) person.last = entry;
  if (isNew && entry.from === "bot" && person.userId !== views.chat.shownUserId()) {
    store.unread.set(person.userId, (store.unread.get(person.userId) ?? 0) + 1);
  }
}

function onTraffic(entry) {
  // It may have come with the state already.
  if (store.log.some((one) => one.number === entry.number)) return;
  store.log = [...store.log, entry].slice(-LOG_KEPT);
  views.panel.drawLog();
}

async function onStand(stand) {
  views.panel.drawStand(takeStand(stand));
  await views.chat.reload();
}

function personOf(userId) {
  return store.people.find((person) => person.userId === userId);
}

function topBar(chat) {
  const devices = el("div", { class: "devices", role: "group", "aria-label": t("device") });
  const choose = (device) => {
    chat.setDevice(device);
    remember("device", device);
    for (const one of devices.children)
      one.setAttribute("aria-pressed", String(one.dataset.device === device));
  };
  for (const [device, glyph, words] of [
    ["phone", "phone", "phone"],
    ["pc", "computer", "computer"],
  ]) {
    devices.append(
      el(
        "button",
        { type: "button", data: { device }, on: { click: () => choose(device) } },
        icon(glyph),
        el("span", { text: t(words) }),
      ),
    );
  }
  choose(remembered("device") === "pc" ? "pc" : "phone");
  const other = language === "en" ? "th" : "en";
  return pageHeader(
    { title: t("title"), subtitle: t("subtitle"), middle: devices },
    el("a", { href: `gallery?lang=${language}`, text: t("gallery") }),
    el("a", { href: `?lang=${other}`, lang: other, text: t("otherLanguage") }),
    panelToggle(),
  );
}

function panelToggle() {
  const toggle = el("button", { type: "button", class: "plain", "aria-controls": "panel" });
  const show = (open) => {
    document.body.classList.toggle("panel-hidden", !open);
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = open ? t("hidePanel") : t("showPanel");
  };
  toggle.addEventListener("click", () => {
    const open = document.body.classList.contains("panel-hidden");
    show(open);
    remember("panel", open ? "open" : "hidden");
  });
  // On a narrow screen the panel lies over the chat, so it opens only when asked for.
  const narrow = matchMedia("(max-width: 1180px)");
  const showByWidth = () => show(!narrow.matches && remembered("panel") !== "hidden");
  narrow.addEventListener("change", showByWidth);
  showByWidth();
  return toggle;
}

start();
