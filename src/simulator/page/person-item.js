import { arrange, el } from "./dom.js";
import { previewOf } from "./message-view.js";
import { t, timeOf } from "./words.js";

const PARTS = { newcomer: "partNewcomer", officer: "partOfficer", manager: "partManager", hr: "partHr" };
const TINTS = ["#f2a65a", "#7aa5d2", "#a58bd1", "#6fbf9b", "#e08aa0", "#c2a15a"];

/**
 * Draws people into a list: answers a function that takes them in their order. Whoever looks the same as before
 * keeps their element, so that a tap on its way and the focus are not lost.
 * @param chosen whether somebody's phone is shown
 */
export function peopleList(list, store, { onChoose, chosen }) {
  const drawn = new Map();

  function kept(person) {
    const unread = store.unread.get(person.userId) ?? 0;
    const isChosen = chosen(person);
    const { displayName, friendship, code, last } = person;
    const state = JSON.stringify([displayName, friendship, code, last?.id, last?.unsent, unread, isChosen]);
    const before = drawn.get(person.userId);
    if (before?.state === state) return before.item;
    const item = personItem(person, { unread, isChosen, tint: tintOf(person), onChoose });
    drawn.set(person.userId, { state, item });
    return item;
  }

  function tintOf(person) {
    return TINTS[store.people.indexOf(person) % TINTS.length];
  }

  return (people) => arrange(list, people.map(kept));
}

function personItem(person, { unread, isChosen, tint, onChoose }) {
  const initial = person.displayName.trim().charAt(0);
  const mark = el("span", { class: "initial", text: initial, "aria-hidden": "true" });
  mark.style.backgroundColor = tint;
  const part = person.unit ?? (PARTS[person.part] && t(PARTS[person.part]));
  const state = person.friendship === "following" ? previewOf(person.last) : t(person.friendship);
  return el(
    "li",
    {},
    el(
      "button",
      {
        type: "button",
        class: "person",
        "aria-current": isChosen ? "true" : null,
        on: { click: () => onChoose(person.userId) },
      },
      mark,
      el(
        "span",
        { class: "who" },
        el("span", { class: "display-name", text: person.displayName }),
        part && el("span", { class: `part part-${person.part ?? "unit"}`, text: part }),
        el("span", { class: "preview", text: state }),
      ),
      el(
        "span",
        { class: "when" },
        person.last && el("time", { text: timeOf(person.last.at) }),
        unreadBadge(unread),
      ),
    ),
    // Outside the button, where it can be selected and copied.
    person.code && el("p", { class: "code" }, `${t("code")} `, el("code", { text: person.code })),
  );
}

/** How many messages nobody has looked at; null for none. */
export function unreadBadge(count) {
  if (count === 0) return null;
  return el("span", { class: "badge", title: t("unreadOf", { n: count }), text: count });
}
