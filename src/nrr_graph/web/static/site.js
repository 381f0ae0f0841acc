// Small conveniences; every page works without them.
"use strict";

// Shows what fits while somebody types into the search field.
function suggest(field) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.getAttribute("aria-label"));
  list.hidden = true;
  field.form.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-controls", list.id], ["aria-expanded", "false"], ["aria-autocomplete", "list"]]) {
    field.setAttribute(name, value);
  }
  let asked = "";
  let chosen = -1;

  function show(results) {
    chosen = -1;
    list.replaceChildren(...results.map(item));
    list.hidden = results.length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
    field.removeAttribute("aria-activedescendant");
  }

  function item(result, number) {
    const row = document.createElement("li");
    const link = document.createElement("a");
    const small = document.createElement("small");
    row.setAttribute("role", "none");
    link.href = result.url;
    link.id = `suggestion-${number}`;
    link.setAttribute("role", "option");
    link.tabIndex = -1;
    link.textContent = result.label;
    const matched = result.matched === result.label ? "" : `${result.matched}; `;
    small.textContent = `${matched}${result.kind}${result.description ? `, ${result.description}` : ""}`;
    link.append(small);
    row.append(link);
    return row;
  }

  async function ask() {
    const text = field.value.trim();
    if (text === asked) return;
    asked = text;
    if (!text) return show([]);
    const address = new URL(field.dataset.suggest, location.href);
    address.searchParams.set("q", text.slice(0, 200));
    address.searchParams.set("limit", "8");
    address.searchParams.set("lang", document.documentElement.lang);
    const answer = await fetch(address);
    if (answer.ok && text === asked) show((await answer.json()).results);
  }

  function move(step) {
    const links = [...list.querySelectorAll("a")];
    if (!links.length) return;
    chosen = (chosen + step + links.length) % links.length;
    links.forEach((link, n) => link.setAttribute("aria-selected", String(n === chosen)));
    field.setAttribute("aria-activedescendant", links[chosen].id);
  }

  let waiting = 0;
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 90); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); move(event.key === "ArrowDown" ? 1 : -1); }
    if (event.key === "Escape") show([]);
    if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); location.href = list.querySelectorAll("a")[chosen].href; }
  });
  document.addEventListener("click", (event) => { if (!field.form.contains(event.target)) show([]); });
}

for (const field of document.querySelectorAll("input[data-suggest]")) suggest(field);

// Copies a citation, a snippet, or the address of a link.
for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source.href ?? source.textContent.trim());
    button.textContent = "✓";
  });
}

// A drawing that is wider than the screen begins where most is told.
for (const drawing of document.querySelectorAll(".drawing[data-middle]")) {
  drawing.scrollLeft = drawing.dataset.middle * drawing.scrollWidth - drawing.clientWidth / 2;
}

// Shows only what holds the words typed, as they are typed.
for (const field of document.querySelectorAll("input[data-filter]")) {
  field.closest("[data-filter-box]").hidden = false;
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of document.querySelectorAll(field.dataset.filter)) {
      const text = item.textContent.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
    }
    for (const section of document.querySelectorAll("section.theme")) {
      section.hidden = !section.querySelector(`${field.dataset.filter}:not([hidden])`);
    }
  });
}
