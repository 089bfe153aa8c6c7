import { post } from "./api-client.js";
import { el, fill } from "./dom.js";
import { previewOf } from "./message-view.js";
import { t, timeOf } from "./words.js";

const PARTS = { newcomer: "partNewcomer", officer: "partOfficer", manager: "partManager", hr: "partHr" };
const TINTS = ["#f2a65a", "#7aa5d2", "#a58bd1", "#6fbf9b", "#e08aa0", "#c2a15a"];

/** The list of fictional people on the left, and the form that adds one. */
export function peopleView(store, { onChoose }) {
  const list = el("ul", { class: "people-list" });
  const name = el("input", {
    class: "name-field",
    "aria-label": t("newPerson"),
    placeholder: t("newPerson"),
    maxlength: "60",
    autocomplete: "off",
  });
  const form = el(
    "form",
    { class: "add-person" },
    name,
    el("button", { type: "submit", class: "plain", text: t("addPerson") }),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const displayName = name.value.trim();
    if (displayName === "") return;
    name.value = "";
    const person = await post("people", {
      displayName,
      language: /[\u0e00-\u0e7f]/.test(displayName) ? "th" : "en",
    });
    onChoose(person.userId);
  });

  function item(person, index, chosenId) {
    const chosen = person.userId === chosenId;
    const mark = el("span", {
      class: "initial",
      text: person.displayName.trim().charAt(0),
      "aria-hidden": "true",
    });
    mark.style.backgroundColor = TINTS[index % TINTS.length];
    const state = person.friendship === "following" ? previewOf(person.last) : t(person.friendship);
    const unread = store.unread.get(person.userId) ?? 0;
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          class: "person",
          "aria-current": chosen ? "true" : null,
          on: { click: () => onChoose(person.userId) },
        },
        mark,
        el(
          "span",
          { class: "who" },
          el("span", { class: "display-name", text: person.displayName }),
          PARTS[person.part] &&
            el("span", { class: `part part-${person.part}`, text: t(PARTS[person.part]) }),
          el("span", { class: "preview", text: state }),
        ),
        el(
          "span",
          { class: "when" },
          person.last && el("time", { text: timeOf(person.last.at) }),
          unread > 0 && el("span", { class: "badge", text: unread }),
        ),
      ),
      // Outside the button, where it can be selected and copied.
      person.code && el("p", { class: "code" }, `${t("code")} `, el("code", { text: person.code })),
    );
  }

  return {
    element: el(
      "nav",
      { class: "people", "aria-label": t("people") },
      el("h2", { text: t("people") }),
      list,
      form,
    ),
    draw(chosenId) {
      fill(list, ...store.people.map((person, index) => item(person, index, chosenId)));
    },
  };
}
