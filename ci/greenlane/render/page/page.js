"use strict";
(() => {
  const all = (selector, at = document) => [...at.querySelectorAll(selector)];
  const form = document.getElementById("filter");
  const items = all(".findings > li");
  const files = all("tr[data-file]");
  const lists = all(".findings");
  const texts = new Map();
  const by = new Intl.Collator("en", { numeric: true });

  const text = (node) => {
    if (!texts.has(node)) texts.set(node, node.textContent.toLowerCase());
    return texts.get(node);
  };
  const field = (name) => form.elements[name];
  const chosen = (name) => (field(name) ? field(name).value : "");
  const boxes = () => all("input[name=severity]", form);

  const show = () => {
    const severities = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
    const [tool, component] = [chosen("tool"), chosen("component")];
    const words = chosen("text").toLowerCase().split(/\s+/).filter(Boolean);
    const has = (node) => words.every((word) => text(node).includes(word));
    let count = 0;
    for (const item of items) {
      const { severity, tool: by, component: of } = item.dataset;
      const fits =
        severities.has(severity) && (!tool || tool === by) && (!component || component === of) && has(item);
      item.hidden = !fits;
      count += fits;
    }
    for (const row of files) row.hidden = !has(row);
    for (const list of lists) {
      list.classList.toggle("empty", list.children.length > 0 && all(":scope > li:not([hidden])", list).length === 0);
    }
    const of = items.length.toLocaleString("en");
    field("shown").value = count === items.length ? `${of} findings` : `${count.toLocaleString("en")} of ${of} findings`;
    remember();
  };

  const keys = {
    place: (item) => item.getElementsByTagName("code")[0]?.textContent ?? "",
    tool: (item) => item.dataset.tool,
  };
  const order = () => {
    const key = keys[chosen("order")];
    for (const list of lists) {
      const mine = items.filter((item) => item.parentNode === list);
      const keyed = mine.map((item, at) => [key ? key(item) : "", at, item]);
      keyed.sort((one, other) => by.compare(one[0], other[0]) || one[1] - other[1]);
      const [parent, next] = [list.parentNode, list.nextSibling];
      list.remove(); // ten thousand moves are cheap only where nothing is drawn
      list.append(...keyed.map((entry) => entry[2]));
      parent.insertBefore(list, next);
    }
  };

  const PREFIX = "#show?";
  const remember = () => {
    const kept = new URLSearchParams();
    const off = boxes().filter((box) => !box.checked);
    if (off.length) kept.set("without", off.map((box) => box.value).join(" "));
    for (const name of ["tool", "component", "text", "order"]) if (chosen(name)) kept.set(name, chosen(name));
    const hash = kept.toString() ? PREFIX + kept : "";
    if (hash || location.hash.startsWith(PREFIX)) history.replaceState(null, "", hash || location.pathname + location.search);
  };
  const recall = () => {
    if (!location.hash.startsWith(PREFIX)) return;
    const kept = new URLSearchParams(location.hash.slice(PREFIX.length));
    const off = new Set((kept.get("without") ?? "").split(" "));
    for (const box of boxes()) box.checked = !off.has(box.value);
    for (const name of ["tool", "component", "text", "order"]) if (field(name)) field(name).value = kept.get(name) ?? "";
  };

  const sortable = (table) => {
    const heads = all("thead th", table);
    const body = table.tBodies[0];
    if (!body || body.rows.length < 2) return;
    const plain = (row, at) => row.cells[at].dataset.sort ?? row.cells[at].textContent.trim();
    const number = (cell) => Number(cell.replace(/[,\s%]/g, ""));
    heads.forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const rows = [...body.rows].map((row) => [plain(row, at), row]);
        const numeric = rows.every(([cell]) => cell !== "" && !Number.isNaN(number(cell)));
        const compare = numeric ? (a, b) => number(a[0]) - number(b[0]) : (a, b) => by.compare(a[0], b[0]);
        rows.sort((a, b) => (up ? compare(a, b) : compare(b, a)));
        body.append(...rows.map((entry) => entry[1]));
      });
    });
  };

  all("table:not(.heat)").forEach(sortable);
  if (form) {
    let waiting = 0;
    const soon = (act) => {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(act);
    };
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", (event) => soon(() => {
      if (event.target.name === "order") order();
      show();
    }));
    form.addEventListener("reset", () => setTimeout(() => { order(); show(); }));
    form.hidden = false;
    recall();
    if (chosen("order")) order();
    show();
  }
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    for (const one of closed) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of closed) one.open = false;
  });
})();
