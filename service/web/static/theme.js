// Runs before anything is drawn, so that a dark room sees no white flash.
(() => {
  "use strict";
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  try { chosen = localStorage.getItem("jixi-theme"); } catch { /* storage may be forbidden: the system's theme serves */ }
  const show = () => { document.documentElement.dataset.theme = chosen ?? (dark.matches ? "dark" : "light"); };
  show();
  dark.addEventListener("change", show);
  globalThis.addEventListener("DOMContentLoaded", () => {
    document.getElementById("theme").addEventListener("click", () => {
      chosen = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
      try { localStorage.setItem("jixi-theme", chosen); } catch { /* the choice then holds for this page */ }
      show();
    });
  });
})();
