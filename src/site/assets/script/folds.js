// What is folded opens when an address leads into it, and for print.
{
  const open = (element) => {
    for (let fold = element && element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  };
  const openTarget = () => {
    try {
      open(document.getElementById(decodeURIComponent(location.hash.slice(1))));
    } catch {
      // A fragment such as "#100%" names nothing.
    }
  };
  addEventListener("hashchange", openTarget);
  if (location.hash) openTarget();

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
  });
}
