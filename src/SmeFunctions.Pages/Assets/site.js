// Pages work without this; it counts the visit, keeps the chosen language, and offers to copy or share a link.
(() => {
  "use strict";
  const page = document;
  const lang = page.documentElement.lang;

  // Written when a visitor follows the switch, and only then.
  for (const link of page.querySelectorAll("a[data-lang]")) {
    link.addEventListener("click", () => {
      const secure = location.protocol === "https:" ? "; secure" : "";
      page.cookie = `lang=${link.dataset.lang}; path=/; max-age=31536000; samesite=lax${secure}`;
    });
  }

  // Suggestions while the visitor types, as a combobox with a list (ARIA 1.2). The form works without them.
  const field = page.querySelector("input[data-suggest]");
  if (field) {
    const list = page.createElement("div");
    list.id = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.labels[0].textContent);
    list.hidden = true;
    field.after(list);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
      field.setAttribute(name, value);
    }
    let chosen = -1;
    let asked = 0;
    let waiting;
    const choose = (index) => {
      chosen = index;
      for (const [i, option] of [...list.children].entries()) {
        option.setAttribute("aria-selected", String(i === index));
      }
      if (index < 0) {
        field.removeAttribute("aria-activedescendant");
      } else {
        field.setAttribute("aria-activedescendant", list.children[index].id);
      }
    };
    const close = () => {
      list.hidden = true;
      field.setAttribute("aria-expanded", "false");
      choose(-1);
    };
    const take = (option) => {
      if (option.dataset.slug) {
        location.href = field.dataset.article + encodeURIComponent(option.dataset.slug);
      } else {
        field.value = option.textContent;
        close();
        field.form.requestSubmit();
      }
    };
    const open = (items) => {
      list.replaceChildren(...items.map((item, i) => {
        const option = page.createElement("div");
        option.id = `suggestion-${i}`;
        option.setAttribute("role", "option");
        option.textContent = item.text;
        if (item.slug) {
          option.dataset.slug = item.slug;
        }
        // Before the field loses the focus.
        option.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          take(option);
        });
        return option;
      }));
      list.hidden = items.length === 0;
      field.setAttribute("aria-expanded", String(items.length > 0));
      choose(-1);
    };
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      const text = field.value.trim();
      const turn = ++asked;
      if (text === "") {
        close();
        return;
      }
      waiting = setTimeout(() => {
        fetch(`${field.dataset.suggest}&q=${encodeURIComponent(text.slice(0, 60))}`)
          .then((answer) => (answer.ok ? answer.json() : { items: [] }))
          .then((found) => turn === asked && page.activeElement === field && open(found.items))
          .catch(() => undefined);
      }, 120);
    });
    field.addEventListener("keydown", (event) => {
      const last = list.children.length - 1;
      if (list.hidden) {
        return;
      }
      if (event.key === "ArrowDown") {
        choose(chosen === last ? 0 : chosen + 1);
      } else if (event.key === "ArrowUp") {
        choose(chosen <= 0 ? last : chosen - 1);
      } else if (event.key === "Escape") {
        close();
      } else if (event.key === "Enter" && chosen >= 0) {
        take(list.children[chosen]);
      } else {
        return;
      }
      event.preventDefault();
    });
    field.addEventListener("blur", close);
  }

  const article = page.querySelector("[data-visits]");
  if (!article) {
    return;
  }

  const show = (visits) => {
    const text = new Intl.NumberFormat(lang).format(visits);
    for (const place of page.querySelectorAll("data[data-other]")) {
      place.value = String(visits);
      place.textContent = (visits === 1 ? place.dataset.one : place.dataset.other).replace("{0}", text);
    }
  };

  // Once for each page that is seen: not while it is only fetched ahead or lies in a tab behind, and not again when the visitor comes back to it.
  // A browser that has not kept the page loads it anew: then the number is asked for, not raised.
  const isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  const count = () => {
    fetch(article.dataset.visits, { method: isBack ? "GET" : "POST", keepalive: true })
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((counted) => counted && show(counted.visits))
      .catch(() => undefined);
  };
  const whenSeen = () => {
    if (page.visibilityState === "visible") {
      count();
    } else {
      const seen = () => {
        if (page.visibilityState === "visible") {
          page.removeEventListener("visibilitychange", seen);
          count();
        }
      };
      page.addEventListener("visibilitychange", seen);
    }
  };
  if (page.prerendering) {
    page.addEventListener("prerenderingchange", whenSeen, { once: true });
  } else {
    whenSeen();
  }

  const address = page.querySelector("link[rel=canonical]").href;
  const copy = page.getElementById("copy");
  if (copy && navigator.clipboard) {
    const copied = page.getElementById("copied");
    copy.hidden = false;
    copy.addEventListener("click", () => {
      navigator.clipboard.writeText(address).then(() => {
        copied.textContent = copied.dataset.text;
      }, () => undefined);
    });
  }
  const share = page.getElementById("share");
  if (share && navigator.share) {
    share.hidden = false;
    share.addEventListener("click", () => {
      navigator.share({ title: page.querySelector("h1").textContent, url: address }).catch(() => undefined);
    });
  }
})();
