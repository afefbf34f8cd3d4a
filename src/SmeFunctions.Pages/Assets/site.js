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
