"use strict";
// Filters and sorts the table of the index. Without it the table is whole, in its own order.
(() => {
  const table = document.querySelector("table");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const compare = new Intl.Collator("en-GB", { numeric: true }).compare;
  const key = (row, at) => row.cells[at].dataset.key;
  const tools = document.getElementById("tools");
  const count = document.createElement("output");
  const picks = [];

  const labelled = (words, control) => {
    const label = document.createElement("label");
    label.append(words + " ", control);
    tools.append(label);
    return control;
  };

  const find = labelled("Find", document.createElement("input"));
  find.type = "search";

  const filter = () => {
    const wanted = find.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const fits = picks.every(([pick, at]) => pick.value === "" || row.cells[at].textContent === pick.value.slice(1));
      row.hidden = !(fits && row.textContent.toLowerCase().includes(wanted));
      if (!row.hidden) shown += 1;
    }
    count.textContent = `${shown} of ${rows.length} shown`;
  };

  // An empty key comes last, whichever way round.
  const sort = at => {
    const down = heads[at].getAttribute("aria-sort") === "ascending";
    heads.forEach(head => head.removeAttribute("aria-sort"));
    heads[at].setAttribute("aria-sort", down ? "descending" : "ascending");
    const sorted = [...rows].sort((one, other) => {
      const [left, right] = [key(one, at), key(other, at)];
      if (left === "" || right === "") return (left === "") - (right === "");
      return down ? compare(right, left) : compare(left, right);
    });
    body.append(...sorted);
  };

  heads.forEach((head, at) => {
    const words = head.textContent;
    if ("few" in head.dataset) {
      const pick = labelled(words, document.createElement("select"));
      pick.append(new Option("all", ""));
      const keys = new Map(rows.map(row => [row.cells[at].textContent, key(row, at)]));
      const values = [...keys].sort((one, other) => compare(one[1], other[1]));
      for (const [value] of values) pick.append(new Option(value || "none", "=" + value));
      pick.addEventListener("change", filter);
      picks.push([pick, at]);
    }
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words;
    button.addEventListener("click", () => sort(at));
    head.replaceChildren(button);
  });
  find.addEventListener("input", filter);
  count.setAttribute("aria-live", "polite");
  tools.append(count);
  filter();
})();
