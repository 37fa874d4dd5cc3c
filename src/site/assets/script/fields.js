// A box that leaves only the fields in which all typed words stand.
{
  const masthead = document.querySelector(".fields .masthead");
  if (masthead) {
    const page = masthead.closest(".fields");
    const entries = [...page.querySelectorAll("article > .entry")].map((entry) => [entry, entry.textContent.toLowerCase()]);
    const box = document.createElement("input");
    box.type = "search";
    box.id = "field-filter";
    const label = document.createElement("label");
    label.htmlFor = box.id;
    label.textContent = "Show only fields with";
    const count = document.createElement("p");
    count.setAttribute("role", "status");
    count.className = "note";
    const frame = document.createElement("div");
    frame.className = "field-filter";
    frame.append(label, box, count);
    masthead.append(frame);
    box.addEventListener("input", () => {
      const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const [entry, text] of entries) {
        entry.hidden = !words.every((word) => text.includes(word));
        if (!entry.hidden) shown += 1;
      }
      for (const heading of page.querySelectorAll("article > h2")) {
        let next = heading.nextElementSibling;
        while (next && next.hidden) next = next.nextElementSibling;
        heading.hidden = !next || next.tagName === "H2";
      }
      count.textContent = words.length > 0 ? `${shown} of ${entries.length}` : "";
    });
  }
}
