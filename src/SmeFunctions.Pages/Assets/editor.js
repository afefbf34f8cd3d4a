// The editors' pages work without this, but for folders and for dropping files. It asks before a deletion, follows operations, and uploads files one by one with
// progress, so that a lost connection loses nothing.
(() => {
  "use strict";
  const page = document;

  for (const button of page.querySelectorAll("[data-confirm]")) {
    button.addEventListener("click", (event) => {
      if (!window.confirm(button.dataset.confirm)) {
        event.preventDefault();
      }
    });
  }

  const all = page.querySelector("[data-all]");
  if (all) {
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const box of page.querySelectorAll("tbody input[type=checkbox]")) {
        box.checked = all.checked;
      }
    });
  }

  const running = page.querySelector("[data-refresh]");
  if (running) {
    setTimeout(() => location.reload(), Number(running.dataset.refresh));
  }

  const form = page.getElementById("upload");
  if (!form) {
    return;
  }

  const texts = JSON.parse(form.dataset.texts);
  const format = (key, ...values) => values.reduce((text, value, i) => text.replace(`{${i}}`, String(value)), texts[key]);
  const token = form.querySelector("input[name=__token]").value;
  const folder = page.getElementById("folder");
  const replace = form.querySelector("input[name=replace]");
  const queue = page.getElementById("queue");
  const list = page.getElementById("queue-items");
  const summary = page.getElementById("queue-summary");
  const retryAll = page.getElementById("queue-retry");
  const items = [];
  const MaxActive = 3;
  const Settled = ["Published", "Rejected", "Failed", "Draft", "Scheduled", "Expired", "Removed"];

  for (const part of page.querySelectorAll("[data-script]")) {
    part.hidden = false;
  }

  const address = (name) => `${form.dataset.files}/${name.split("/").map(encodeURIComponent).join("/")}`;
  const documentAddress = (name) => form.dataset.documents + name.split("/").map(encodeURIComponent).join("/");

  // A folder whose path begins with a language keeps its path; other files go below the proposed folder.
  const propose = (path) => {
    const clean = path.replace(/^\/+/, "");
    const start = folder.value.trim().replace(/^\/+|\/+$/g, "");
    return /^(?:en|zh(?:-[A-Za-z]+)?)\//.test(clean) || start === "" ? clean : `${start}/${clean}`;
  };

  const element = (name, properties, ...children) => {
    const made = Object.assign(page.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const show = (item) => {
    const label = item.state === "Status" ? texts[`Status.${item.seed.status}`] : texts[item.state];
    const parts = [element("span", { className: "file" }, item.state === "Status" ? element("a", { href: documentAddress(item.name) }, item.seed.title ?? item.name) : item.name)];
    if (item.state === "Uploading") {
      parts.push(element("progress", { max: 1, value: item.progress, ariaLabel: item.name }), element("small", {}, item.speed ? format("Speed", item.speed) : ""));
    }
    parts.push(element("span", { className: `badge ${item.state === "Status" ? item.seed.status.toLowerCase() : item.problem ? "rejected" : ""}` }, label));
    if (item.state === "Status" && item.seed.page) {
      parts.push(element("a", { href: item.seed.page }, texts.Open));
    }
    const button = (key, act) => {
      const made = element("button", { type: "button", ariaLabel: `${texts[key]}: ${item.name}` }, texts[key]);
      made.addEventListener("click", act);
      parts.push(made);
    };
    if (item.state === "Exists") {
      button("Replace", () => start(item, true));
      const name = element("input", { type: "text", value: item.name, ariaLabel: `${texts.Name}: ${item.name}` });
      parts.push(name);
      button("Rename", () => {
        if (name.value.trim() !== "") {
          item.name = name.value.trim();
          start(item, false);
        }
      });
      button("Skip", () => remove(item));
    } else if (item.state === "Paused") {
      button("Retry", () => start(item, item.isReplacing));
      button("Remove", () => remove(item));
    }
    const why = item.state === "Status" ? item.seed.error : item.problem;
    if (why) {
      const detail = element("span", { className: "why" }, item.seed?.line ? `${format("Line", item.seed.line)}: ${why}` : why);
      if (item.seed?.sourceLine) {
        detail.append(element("code", {}, item.seed.sourceLine));
      }
      parts.push(detail);
    }
    item.row.replaceChildren(...parts);
    item.row.dataset.state = item.state === "Status" ? item.seed.status : item.state;
    const done = items.filter((other) => other.state === "Status").length;
    const wrong = items.filter((other) => other.state === "Paused" || other.state === "Exists" || (other.state === "Status" && ["Rejected", "Failed"].includes(other.seed.status))).length;
    summary.textContent = format("Summary", done, items.length, wrong);
    retryAll.hidden = !items.some((other) => other.state === "Paused");
  };

  const remove = (item) => {
    items.splice(items.indexOf(item), 1);
    item.row.remove();
    if (items.length > 0) {
      show(items[0]);
    } else {
      queue.hidden = true;
    }
  };

  const fail = (item, state, problem) => {
    item.state = state;
    item.problem = problem;
    show(item);
    advance();
  };

  const send = (item, method, url, headers) => new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const began = performance.now();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) {
      request.setRequestHeader(name, value);
    }
    request.upload.addEventListener("progress", (event) => {
      item.progress = event.total ? event.loaded / event.total : 0;
      const seconds = (performance.now() - began) / 1000;
      item.speed = seconds > 0.5 ? (event.loaded / 1e6 / seconds).toFixed(1) : "";
      show(item);
    });
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", () => resolve(null));
    request.addEventListener("abort", () => resolve(null));
    request.send(item.file);
  });

  const problemOf = (answer) => {
    try {
      return JSON.parse(answer.responseText).detail ?? `HTTP ${answer.status}`;
    } catch {
      return `HTTP ${answer.status}`;
    }
  };

  // Large files go to storage without a detour. Where its rules for other origins do not let them, they take the detour.
  const sendDirectly = async (item) => {
    try {
      const answer = await fetch(address(item.name), { method: "POST", headers: { "X-Form-Token": token } });
      if (!answer.ok) {
        return false;
      }
      const link = await answer.json();
      const sent = await send(item, link.method, link.url, { ...link.headers, ...(item.isReplacing ? {} : { "If-None-Match": "*" }) });
      if (sent && (sent.status === 409 || sent.status === 412)) {
        fail(item, "Exists", texts.Exists);
        return true;
      }
      if (!sent || sent.status >= 300) {
        return false;
      }
      follow(item);
      return true;
    } catch {
      return false;
    }
  };

  const upload = async (item) => {
    if (item.file.size > Number(form.dataset.limit) && await sendDirectly(item)) {
      return;
    }
    const headers = { "X-Form-Token": token, "Content-Type": item.file.type || "application/octet-stream" };
    if (!item.isReplacing) {
      headers["If-None-Match"] = "*";
    }
    const answer = await send(item, "PUT", address(item.name), headers);
    if (!answer) {
      fail(item, "Paused", texts.Lost);
    } else if (answer.status === 202) {
      follow(item);
    } else if (answer.status === 412) {
      fail(item, "Exists", texts.Exists);
    } else if (answer.status === 401) {
      fail(item, "Paused", texts.SignIn);
    } else {
      fail(item, "Paused", problemOf(answer));
    }
  };

  const follow = (item) => {
    item.state = "Checking";
    item.problem = "";
    show(item);
    advance();
    let wait = 300;
    const look = async () => {
      try {
        const answer = await fetch(address(item.name));
        if (answer.ok) {
          item.seed = await answer.json();
          if (Settled.includes(item.seed.status)) {
            item.state = "Status";
            show(item);
            return;
          }
        }
      } catch {
        // The next look may succeed.
      }
      wait = Math.min(wait * 1.4, 5000);
      setTimeout(look, wait);
    };
    setTimeout(look, wait);
  };

  const advance = () => {
    for (const item of items) {
      if (items.filter((other) => other.state === "Uploading").length >= MaxActive) {
        return;
      }
      if (item.state === "Waiting") {
        item.state = "Uploading";
        item.progress = 0;
        show(item);
        upload(item);
      }
    }
  };

  const start = (item, isReplacing) => {
    Object.assign(item, { state: "Waiting", problem: "", seed: null, isReplacing });
    show(item);
    advance();
  };

  const add = (file, path) => {
    const item = { file, name: propose(path), state: "Waiting", isReplacing: replace.checked, row: page.createElement("li") };
    items.push(item);
    list.append(item.row);
    queue.hidden = false;
    show(item);
  };

  const addAll = (files) => {
    for (const file of files) {
      // Files that systems put into folders for themselves.
      if (!/(?:^|\/)(?:\.DS_Store|Thumbs\.db|desktop\.ini|~\$[^/]*)$/i.test(file.path)) {
        add(file.file, file.path);
      }
    }
    advance();
    queue.scrollIntoView({ block: "nearest" });
  };

  const fromInput = (input) => {
    addAll([...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
    input.value = "";
  };
  for (const id of ["files", "directory"]) {
    const input = page.getElementById(id);
    input.addEventListener("change", () => fromInput(input));
  }

  const readEntry = async (entry, found) => {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      found.push({ file, path: entry.fullPath });
    } else {
      const reader = entry.createReader();
      for (;;) {
        const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
        if (some.length === 0) {
          break;
        }
        for (const child of some) {
          await readEntry(child, found);
        }
      }
    }
  };

  const drop = page.getElementById("drop");
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", async (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const files = [...event.dataTransfer.files];
    const found = [];
    if (entries.length > 0) {
      for (const entry of entries) {
        await readEntry(entry, found);
      }
    } else {
      found.push(...files.map((file) => ({ file, path: file.name })));
    }
    addAll(found);
  });

  retryAll.addEventListener("click", () => {
    for (const item of items.filter((other) => other.state === "Paused")) {
      start(item, item.isReplacing);
    }
  });

  // What is pasted from a web page keeps its headings, lists and links.
  const paste = page.getElementById("paste");
  const pasteHtml = page.getElementById("paste-html");
  const pasteName = page.getElementById("paste-name");
  paste.addEventListener("paste", (event) => {
    const html = event.clipboardData.getData("text/html");
    pasteHtml.value = paste.value.trim() === "" && /<(?:p|h[1-6]|ul|ol|table|img|article)\b/i.test(html) ? html : "";
  });
  paste.addEventListener("input", (event) => {
    if (event.inputType !== "insertFromPaste") {
      pasteHtml.value = "";
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (paste.value.trim() !== "") {
      const now = new Date();
      const extension = pasteHtml.value ? "html" : "txt";
      const typed = pasteName.value.trim() || now.toISOString().replace(/\D/g, "").slice(0, 14);
      const name = /\.[a-z0-9]{1,8}$/i.test(typed) ? typed : `${typed}.${extension}`;
      addAll([{ file: new File([pasteHtml.value || paste.value], name, { type: extension === "html" ? "text/html" : "text/plain" }), path: name }]);
      paste.value = "";
      pasteHtml.value = "";
      pasteName.value = "";
    } else {
      page.getElementById("files").focus();
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (items.some((item) => item.state === "Uploading" || item.state === "Waiting")) {
      event.preventDefault();
    }
  });
})();
