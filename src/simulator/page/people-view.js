import { post } from "./api-client.js";
import { departmentView } from "./department-view.js";
import { el } from "./dom.js";
import { peopleList } from "./person-item.js";
import { t } from "./words.js";

/** The list of fictional people on the left, those of the department below it, and the form that adds one. */
export function peopleView(store, { onChoose }) {
  let chosenId;
  const list = el("ul", { class: "people-list" });
  const drawList = peopleList(list, store, { onChoose, chosen: ({ userId }) => userId === chosenId });
  const department = departmentView(store, { onChoose });
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

  return {
    element: el(
      "nav",
      { class: "people", "aria-label": t("people") },
      el("h2", { text: t("people") }),
      el("div", { class: "people-lists" }, list, department.element),
      form,
    ),
    draw(userId) {
      chosenId = userId;
      drawList(store.people.filter(({ unit }) => unit === undefined));
      department.draw(userId);
    },
  };
}
