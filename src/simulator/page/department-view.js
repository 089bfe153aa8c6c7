import { el, fill } from "./dom.js";
import { peopleList, unreadBadge } from "./person-item.js";
import { t } from "./words.js";

/** On a narrow screen the list lies where the phone is wanted. */
const NARROW = "(max-width: 720px)";

/** The many people of the department, closed until somebody wants one of them. */
export function departmentView(store, { onChoose }) {
  let chosenId;
  const title = el("span", { class: "department-title" });
  const shown = el("span", { class: "department-shown" });
  const badge = el("span", { class: "department-unread" });
  const search = el("input", {
    type: "search",
    class: "name-field",
    "aria-label": t("findPerson"),
    placeholder: t("findPerson"),
    autocomplete: "off",
  });
  const nobody = el("p", { class: "department-nobody", role: "status" });
  const list = el("ul", { class: "department-list" });
  const drawList = peopleList(list, store, {
    onChoose: (userId) => {
      if (matchMedia(NARROW).matches) element.open = false;
      onChoose(userId);
    },
    chosen: ({ userId }) => userId === chosenId,
  });
  const element = el(
    "details",
    { class: "department", on: { toggle: draw } },
    el("summary", {}, title, badge, shown),
    el("div", { class: "department-body" }, el("div", { class: "department-search" }, search), nobody, list),
  );
  search.addEventListener("input", draw);

  function draw() {
    const people = store.people.filter(({ unit }) => unit !== undefined);
    element.hidden = people.length === 0;
    title.textContent = t("department", { n: people.length });
    shown.textContent = people.find(({ userId }) => userId === chosenId)?.displayName ?? "";
    fill(badge, unreadBadge(people.reduce((sum, { userId }) => sum + unreadOf(userId), 0)));
    const found = element.open ? people.filter(isWanted).toSorted(byNews) : [];
    drawList(found);
    nobody.textContent = element.open && found.length === 0 ? t("nobodyFound") : "";
  }

  function isWanted({ displayName, unit }) {
    const wanted = search.value.trim().toLowerCase().split(/\s+/);
    const words = `${displayName} ${unit}`.toLowerCase();
    return wanted.every((word) => words.includes(word));
  }

  /** The latest chats first, as LINE lists them; the others stay as they are. */
  function byNews(a, b) {
    return (b.last?.at ?? 0) - (a.last?.at ?? 0);
  }

  function unreadOf(userId) {
    return store.unread.get(userId) ?? 0;
  }

  return {
    element,
    draw(userId) {
      chosenId = userId;
      draw();
    },
  };
}
