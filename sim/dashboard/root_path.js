// Solara's links forget the path under which a proxy shows the dashboard: it is put back before an address is shown, and
// before a link is opened in a window of its own.
for (const name of ["pushState", "replaceState"]) {
  const plain = window.history[name].bind(window.history);
  window.history[name] = (state, title, address) => {
    const root = (window.solara && window.solara.rootPath) || "";
    if (!root || address === undefined || address === null) return plain(state, title, address);
    const to = new URL(address, window.location.href);
    const inside = to.pathname === root || to.pathname.startsWith(root + "/");
    if (!inside && to.origin === window.location.origin) to.pathname = root + to.pathname;
    return plain(state, title, to.href);
  };
}
for (const kind of ["pointerover", "pointerdown", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const root = (window.solara && window.solara.rootPath) || "";
    const link = root && event.target.closest && event.target.closest('a[href^="/"]');
    const to = link ? link.getAttribute("href") : root;
    if (to !== root && !to.startsWith(root + "/")) link.setAttribute("href", root + to);
  }, true);
}
