// The contents of a long page mark the section that is being read.
{
  const links = new Map();
  for (const link of document.querySelectorAll(".contents a[href^='#']")) {
    const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (section) links.set(section, link);
  }
  if (links.size > 0) {
    let marked = null;
    // The last section that begins above the upper third of the window.
    const follow = () => {
      let current = null;
      for (const section of links.keys()) {
        if (section.getBoundingClientRect().top <= window.innerHeight / 3) current = section;
      }
      const link = current && links.get(current);
      if (link === marked) return;
      if (marked) marked.removeAttribute("aria-current");
      if (link) {
        link.setAttribute("aria-current", "location");
        const list = link.closest(".contents");
        if (list.scrollHeight > list.clientHeight) link.scrollIntoView({ block: "nearest" });
      }
      marked = link;
    };
    let waiting = false;
    addEventListener("scroll", () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        follow();
      });
    }, { passive: true });
    follow();
  }
}
