// Adverse events sort by any group: most first, fewest first, and back to the record's order by organ system. Figures
// are compared by the share of the group that was affected.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const original = [...body.rows];
  const events = original.filter((row) => !row.classList.contains("heading"));
  const headings = table.tHead.rows[0].cells;

  let system = "";
  for (const row of original) {
    if (row.classList.contains("heading")) system = row.textContent.trim();
    else row.dataset.system = system;
  }

  const share = (row, column) => {
    const figures = /(\d+) \/ (\d+)/.exec(row.cells[column].textContent);
    return figures && Number(figures[2]) > 0 ? Number(figures[1]) / Number(figures[2]) : -1;
  };
  const name = (row) => row.cells[0].textContent.trim();

  const show = (rows, isSorted) => {
    for (const row of events) {
      const note = row.cells[0].querySelector(".system");
      if (note && !isSorted) note.remove();
      if (!note && isSorted) {
        const span = document.createElement("span");
        span.className = "system";
        span.textContent = row.dataset.system;
        row.cells[0].append(span);
      }
    }
    body.replaceChildren(...rows);
  };

  const sortBy = (column) => {
    const heading = headings[column];
    const before = heading.getAttribute("aria-sort");
    for (const other of headings) other.removeAttribute("aria-sort");
    const first = column === 0 ? "ascending" : "descending";
    const second = column === 0 ? "descending" : "ascending";
    const order = before === null ? first : before === first ? second : null;
    if (order === null) {
      show(original, false);
      return;
    }
    heading.setAttribute("aria-sort", order);
    show(original, false);
    const sign = order === "ascending" ? 1 : -1;
    const compare = column === 0
      ? (a, b) => sign * name(a).localeCompare(name(b))
      : (a, b) => sign * (share(a, column) - share(b, column));
    show([...events].sort(compare), true);
  };

  [...headings].forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => sortBy(column));
  });
}
