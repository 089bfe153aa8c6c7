import { act, read } from "./api-client.js";
import { imagesFrom, perform } from "./bot-actions.js";
import { composer } from "./composer.js";
import { arrange, el, fill, icon } from "./dom.js";
import { avatar, chatLine } from "./message-view.js";
import { quickReplies, richMenu } from "./phone-extras.js";
import { dayOf, t, timeOf } from "./words.js";

/**
 * The phone (or PC window) in the middle: header, messages, quick replies, rich menu, input.
 * @param store holds `botName`, `ownImagesFrom`, `standNow()`
 */
export function chatView(store) {
  let person;
  let chat = { entries: [], loadingUntil: 0, richMenu: null };
  let device = "phone";
  let loadingTimer;
  /** What happened since the chat was asked for last; null when nothing is on its way. */
  let heard = null;
  const drawnLines = new Map();

  const clock = el("span", { class: "status-time" });
  const title = el("h2", { class: "chat-title" });
  const friendButtons = el("div", { class: "friend" });
  const list = el("ol", { class: "lines", role: "log", "aria-live": "polite", tabindex: "0" });
  const strip = el("div", { class: "quick" });
  const menuPlace = el("div", { class: "rich-menu-place" });
  const hint = el("div", { class: "hint", role: "status" });
  const input = composer({
    onText: (text) => run(() => act(person.userId, "text", { text })),
    onPart: (name) => run(() => act(person.userId, name)),
  });
  const pcNote = el("p", { class: "pc-note", text: t("pcNote") });
  const element = el(
    "section",
    { class: "device phone", "aria-label": t("device") },
    el(
      "div",
      { class: "screen" },
      el("div", { class: "status-bar", "aria-hidden": "true" }, clock, el("span", { class: "status-signs" })),
      el(
        "header",
        { class: "chat-header" },
        el("span", { class: "back" }, icon("back")),
        avatar(store.botName),
        title,
        friendButtons,
      ),
      list,
      hint,
      strip,
      pcNote,
      input.element,
      menuPlace,
      el("div", { class: "home-line", "aria-hidden": "true" }),
    ),
  );

  const surroundings = {
    imageFor: imagesFrom(store.ownImagesFrom),
    onAction: (action) => {
      if (person.friendship === "following") return run(() => perform(action, person.userId, say));
      say(closedBecause());
    },
  };

  let hintTimer;
  function say(words) {
    hint.textContent = words;
    clearTimeout(hintTimer);
    hintTimer = setTimeout(() => fill(hint), 4000);
  }

  async function run(work) {
    try {
      await work();
    } catch (problem) {
      say(problem.message);
    }
  }

  function draw() {
    clock.textContent = timeOf(store.standNow());
    title.textContent = store.botName;
    list.setAttribute("aria-label", t("chatWith", { name: person.displayName }));
    drawFriendship();
    const newest = list.lastElementChild;
    arrange(list, [...lines(), loadingLine()].filter(Boolean));
    drawExtras();
    if (list.lastElementChild !== newest) list.scrollTop = list.scrollHeight;
  }

  function lines() {
    const drawn = [];
    let before;
    for (const entry of chat.entries) {
      if (!before || dayOf(before.at) !== dayOf(entry.at)) {
        drawn.push(kept(`day ${dayOf(entry.at)}`, "", () => dayLine(entry.at)));
      }
      const first = before?.from !== entry.from || before?.unsent === true;
      const more = { first, botName: store.botName, surroundings, onUnsend: unsend };
      drawn.push(kept(entry.id, `${first} ${entry.read} ${entry.unsent}`, () => chatLine(entry, more)));
      before = entry;
    }
    return drawn;
  }

  /** A line drawn before is used again while its state is the same, so that focus and scrolling stay. */
  function kept(id, state, make) {
    const before = drawnLines.get(id);
    if (before?.state === state) return before.line;
    const line = make();
    drawnLines.set(id, { state, line });
    return line;
  }

  function unsend(entry) {
    void run(() => act(person.userId, "unsend", { messageId: entry.id }));
  }

  function loadingLine() {
    clearTimeout(loadingTimer);
    const left = chat.loadingUntil - store.standNow();
    if (left <= 0) return null;
    loadingTimer = setTimeout(draw, left + 50);
    const dots = el(
      "div",
      { class: "bubble dots", role: "img", "aria-label": t("typing") },
      el("i"),
      el("i"),
      el("i"),
    );
    return el(
      "li",
      { class: "line from-bot first loading" },
      avatar(store.botName),
      el("div", { class: "column" }, dots),
    );
  }

  function closedBecause() {
    return person.friendship === "blocked" ? t("isBlocked") : t("notFriend");
  }

  function drawFriendship() {
    const { friendship } = person;
    const button = (name, words) =>
      el("button", {
        type: "button",
        class: `chip ${name}`,
        text: words,
        on: { click: () => run(() => act(person.userId, name)) },
      });
    fill(
      friendButtons,
      friendship === "following"
        ? button("block", t("block"))
        : button("follow", friendship === "blocked" ? t("unblock") : t("follow")),
    );
    input.allow(friendship === "following", closedBecause());
  }

  function drawExtras() {
    const onPhone = device === "phone" && person.friendship === "following";
    const last = chat.entries.findLast((entry) => entry.from !== "notice");
    const items = last?.from === "bot" ? (last.message.quickReply?.items ?? []) : [];
    fill(strip, onPhone && items.length > 0 && quickReplies(items, surroundings));
    pcNote.hidden = device === "phone" || (items.length === 0 && !chat.richMenu);
    fill(menuPlace, onPhone && chat.richMenu && richMenu(chat.richMenu, surroundings, input.element));
    if (!onPhone || !chat.richMenu) input.element.hidden = false;
  }

  async function load() {
    const meanwhile = [];
    heard = meanwhile;
    const loaded = await read(`chats/${person.userId}`);
    if (heard !== meanwhile) return;
    heard = null;
    chat = loaded;
    for (const change of meanwhile) apply(change);
    draw();
  }

  return {
    element,
    show(next) {
      person = next;
      chat = { entries: [], loadingUntil: 0, richMenu: null };
      drawnLines.clear();
      return load();
    },
    /** The person's friendship may have changed. */
    refresh(next) {
      person = next;
      draw();
    },
    reload: load,
    shownUserId: () => person?.userId,
    news(change) {
      if (change.userId !== person?.userId) return;
      heard?.push(change);
      apply(change);
      draw();
    },
    setDevice(next) {
      device = next;
      element.className = `device ${next}`;
      if (person) draw();
    },
  };

  function apply(change) {
    if (change.type === "loading") chat.loadingUntil = change.until;
    if (change.type === "entry") take(change.entry);
  }

  function take(entry) {
    const at = chat.entries.findIndex((one) => one.id === entry.id);
    if (at >= 0) chat.entries[at] = entry;
    else chat.entries.push(entry);
    if (entry.from === "bot") chat.loadingUntil = 0;
  }
}

function dayLine(at) {
  return el("li", { class: "line from-notice" }, el("span", { class: "pill", text: dayOf(at) }));
}
