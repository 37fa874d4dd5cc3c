// Conditions, interventions and sponsors to choose from while somebody types: the combobox pattern of the ARIA Authoring
// Practices, with a list that opens below the box. Arrow keys choose, Enter takes, Escape closes.
(() => {
  const kinds = { q: "", cond: "condition", intr: "intervention", spons: "sponsor", lead: "sponsor" };
  const boxes = document.querySelectorAll("form.question input[type=search]");
  for (const box of boxes) {
    if (box.name in kinds) offer(box, kinds[box.name]);
  }

  function offer(box, kind) {
    const list = document.createElement("ul");
    list.className = "offers";
    list.id = `offers-${box.id}`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    box.after(list);
    for (const [name, value] of [
      ["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"],
    ]) {
      box.setAttribute(name, value);
    }
    let chosen = -1;
    let asked = 0;
    let timer = 0;

    function close() {
      asked += 1;
      clearTimeout(timer);
      chosen = -1;
      list.hidden = true;
      list.replaceChildren();
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
    }

    function choose(which) {
      const options = list.children;
      if (options.length === 0) return;
      chosen = (which + options.length) % options.length;
      for (let i = 0; i < options.length; i += 1) options[i].setAttribute("aria-selected", String(i === chosen));
      box.setAttribute("aria-activedescendant", options[chosen].id);
      options[chosen].scrollIntoView({ block: "nearest" });
    }

    // A value with marks of the query language in it stands in quotes.
    function take(value) {
      const plain = /^[\p{L}\p{N} '-]+$/u.test(value) && !/\b(AND|OR|NOT|ALL|MISSING)\b/.test(value);
      box.value = plain ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
      close();
      box.focus();
    }

    function show(offers) {
      list.replaceChildren(...offers.map((one, i) => {
        const row = document.createElement("li");
        row.id = `${list.id}-${i}`;
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", "false");
        const value = document.createElement("span");
        value.className = "value";
        value.textContent = one.value;
        const note = document.createElement("span");
        note.className = "kind";
        note.textContent = `${kind ? "" : `${one.kind}, `}${one.studies.toLocaleString("en")}`;
        row.append(value, " ", note);
        row.addEventListener("mousedown", (event) => event.preventDefault());
        row.addEventListener("click", () => take(one.value));
        return row;
      }));
      chosen = -1;
      list.hidden = offers.length === 0;
      box.setAttribute("aria-expanded", String(offers.length > 0));
      box.removeAttribute("aria-activedescendant");
    }

    async function ask() {
      asked += 1;
      const mine = asked;
      try {
        const answer = await fetch(`/suggest?in=${kind}&q=${encodeURIComponent(box.value)}`);
        const offers = answer.ok ? await answer.json() : [];
        if (mine === asked && document.activeElement === box) show(offers);
      } catch {
        close();
      }
    }

    box.addEventListener("input", () => {
      clearTimeout(timer);
      if (box.value.trim().length < 2) close();
      else timer = setTimeout(ask, 120);
    });
    box.addEventListener("blur", close);
    box.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown") choose(chosen + 1);
      else if (event.key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
      else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen].querySelector(".value").textContent);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    });
  }
})();
