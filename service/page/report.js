(() => {
  "use strict";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  root.dataset.theme = dark.matches ? "dark" : "light";
  document.getElementById("theme").onclick = () => {
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  };

  // Everything that belongs to a record carries its id in data-r: its line, its words in the text, its boxes.
  const parts = new Map();
  for (const element of document.querySelectorAll("[data-r]")) {
    if (element.classList.contains("claim")) continue;
    for (const id of element.dataset.r.split(" ")) {
      if (!parts.has(id)) parts.set(id, []);
      parts.get(id).push(element);
    }
  }
  let pinned = null;

  const light = (ids, bad) => {
    for (const element of document.querySelectorAll(".lit")) element.classList.remove("lit", "bad");
    for (const id of ids) {
      for (const element of parts.get(id) ?? []) element.classList.add("lit", ...(bad ? ["bad"] : []));
    }
  };
  const idsOf = (element) => element.dataset.r.split(" ");
  const isBad = (element) => element.closest(".violated") !== null;

  const into = (element, panel) => {
    if (!element || !panel) return;
    const box = element.getBoundingClientRect(), frame = panel.getBoundingClientRect();
    if (panel.scrollHeight > panel.clientHeight + 4) {
      panel.scrollBy({ top: box.top - frame.top - panel.clientHeight / 3, behavior: "smooth" });
    } else {
      element.scrollIntoView({ block: "center", behavior: "smooth" });
    }
  };
  const report = document.getElementById("report"), records = document.getElementById("records");
  const go = (id, from) => {
    const shown = (parts.get(id) ?? []).filter((element) => element.getClientRects().length);
    const figure = /AMOUNT|COUNT|RATE|SCORE/;
    const inReport = shown.filter((element) => report.contains(element));
    if (from !== report) into(inReport.find((element) => figure.test(element.getAttribute("class"))) ?? inReport[0], report);
    if (from !== records) into(shown.find((element) => records.contains(element)), records);
  };

  document.addEventListener("mouseover", (event) => {
    const element = event.target.closest("[data-r]");
    if (element) light(idsOf(element), isBad(element));
    else if (pinned) light(pinned.ids, pinned.bad);
    else light([]);
  });
  const choose = (element, id) => {
    pinned = { ids: idsOf(element), bad: isBad(element) };
    light(pinned.ids, pinned.bad);
    go(id ?? pinned.ids[0], [report, records].find((panel) => panel.contains(element)));
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-go]");
    if (link) event.preventDefault();
    const element = event.target.closest("[data-r]");
    if (element) choose(element, link?.dataset.go);
    else if (!event.target.closest("button, input, label, summary")) { pinned = null; light([]); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-r]")) choose(event.target);
    if (event.key === "Escape") { pinned = null; light([]); }
  });

  for (const box of document.querySelectorAll("[data-label]")) {
    box.onchange = () => report.classList.toggle("off-" + box.dataset.label, !box.checked);
  }
  const tabs = [...document.querySelectorAll("[data-view]")];
  for (const tab of tabs) {
    tab.onclick = () => {
      for (const other of tabs) {
        other.classList.toggle("on", other === tab);
        document.getElementById(other.dataset.view).hidden = other !== tab;
      }
      if (pinned) go(pinned.ids[0]);
    };
  }

  const find = document.getElementById("find"), only = document.getElementById("only");
  const filter = () => {
    const wanted = find.value.trim();
    for (const section of records.querySelectorAll("section")) {
      let any = false;
      for (const record of section.querySelectorAll(".record")) {
        const kept = record.textContent.includes(wanted) && (!only?.checked || record.classList.contains("review"));
        record.hidden = !kept;
        any ||= kept;
      }
      section.hidden = !any;
    }
  };
  find.oninput = filter;
  if (only) only.onchange = filter;
  if (location.hash && parts.has(location.hash.slice(1))) choose(document.getElementById(location.hash.slice(1)));
})();
