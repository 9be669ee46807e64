// What every page has: problems shown in place, the drop area with its progress, the list of shortcuts.

export const isTyping = (target) => target.closest("input, textarea, select, dialog[open]") !== null;

const alertBox = document.getElementById("alert");

/** Show a problem until something else happens. */
export const tell = (title, detail = "") => {
  const line = document.createElement("p"), strong = document.createElement("b"), close = document.createElement("button");
  line.className = "problem";
  strong.textContent = title;
  close.type = "button";
  close.className = "plain";
  close.textContent = "✕";
  close.setAttribute("aria-label", "关闭");
  close.addEventListener("click", () => alertBox.replaceChildren());
  line.append(strong, " ", detail, " ", close);
  alertBox.replaceChildren(line);
};
export const untell = () => alertBox.replaceChildren();

/** The title and detail of a problem+json body, or what can be said without one. */
export const problemOf = (status, body) => {
  try {
    const problem = JSON.parse(body);
    return [problem.title ?? "出错了", problem.detail ?? ""];
  } catch {
    return status ? [`出错了（${status}）`, "请重试；仍不行，请告诉管理员。"] : ["连不上服务", "请检查网络后重试。"];
  }
};

document.addEventListener("htmx:beforeRequest", untell);
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400) event.detail.shouldSwap = false;
});
document.addEventListener("htmx:responseError", (event) => {
  const { status, responseText } = event.detail.xhr;
  if (status === 401) location.assign(`/login?next=${encodeURIComponent(location.pathname)}`);
  else tell(...problemOf(status, responseText));
});
document.addEventListener("htmx:sendError", () => tell(...problemOf(0, "")));

const keys = document.getElementById("keys-dialog");
const showKeys = () => { if (!keys.open) keys.showModal(); };
document.getElementById("keys").addEventListener("click", showKeys);
document.addEventListener("keydown", (event) => {
  if (event.key === "?" && !isTyping(event.target)) { event.preventDefault(); showKeys(); }
});
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

const annotated = document.getElementById("annotated");
annotated?.addEventListener("change", () => {
  const train = document.getElementById("train");
  document.getElementById("annotated-name").textContent = annotated.files[0]?.name ?? "";
  // Where the saved corrections are too few, a file may have enough.
  if (!("few" in train.dataset)) return;
  train.disabled = !annotated.files.length;
  document.getElementById("why-not").hidden = !train.disabled;
});

const upload = document.getElementById("upload");
if (upload) {
  const files = document.getElementById("files"), drop = document.getElementById("drop"), chosen = document.getElementById("chosen");
  const sent = document.getElementById("sent"), text = document.getElementById("text");
  const list = () => {
    const size = (bytes) => bytes < 1e6 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
    chosen.replaceChildren(...[...files.files].map((file) => {
      const item = document.createElement("li");
      item.textContent = `${file.name}（${size(file.size)}）`;
      return item;
    }));
  };
  files.addEventListener("change", list);
  const over = (event) => { event.preventDefault(); drop.classList.toggle("over", event.type === "dragover"); };
  for (const name of ["dragover", "dragleave", "drop"]) document.addEventListener(name, over);
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    files.files = event.dataTransfer.files;
    list();
  });
  upload.addEventListener("submit", (event) => {
    if (files.files.length || text.value.trim()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    tell("还没有报告", "请选择文件，或粘贴文字。");
  }, { capture: true });
  upload.addEventListener("htmx:beforeRequest", () => { sent.hidden = false; sent.removeAttribute("value"); });
  upload.addEventListener("htmx:xhr:progress", ({ detail }) => {
    if (detail.lengthComputable && detail.total > 0) sent.value = detail.loaded / detail.total;
  });
  upload.addEventListener("htmx:afterRequest", (event) => { if (!event.detail.successful) sent.hidden = true; });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) upload.requestSubmit();
  });
}
