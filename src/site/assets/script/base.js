// Pages are complete without script; what is here only saves the reader a step. Each further file is one such help
// and begins by looking for the element it is for.
"use strict";

// "/" goes to the search box, as readers of long pages expect.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.getElementById("q");
  if (box) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});
