// What forum software usually brings along: shortcuts on the whole document, likes, quotes, replies.
(() => {
  "use strict";

  const reply = document.getElementById("reply-text");
  const search = document.getElementById("search");

  // Shortcuts look at the event's target, as most forum software does. For keys typed in a shadow
  // root the target is its host, which is no input: an embed has to keep its keys to itself.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "r" && reply) {
      event.preventDefault();
      reply.focus();
    } else if (event.key === "s") {
      event.preventDefault();
      search.open = true;
      search.querySelector("input").focus();
    }
  });

  for (const button of document.querySelectorAll(".like")) {
    button.addEventListener("click", () => {
      const liked = button.getAttribute("aria-pressed") === "true";
      const count = button.querySelector(".count");
      count.textContent = Number(count.textContent) + (liked ? -1 : 1);
      button.setAttribute("aria-pressed", String(!liked));
    });
  }

  for (const button of document.querySelectorAll(".quote-button")) {
    button.addEventListener("click", () => {
      const post = button.closest(".post");
      const name = post.querySelector(".post-name").textContent;
      const words = [...post.querySelectorAll(".post-body > p, .notice > p:not(.notice-flag)")].map((p) => `> ${p.textContent}`);
      const before = reply.value && !reply.value.endsWith("\n") ? `${reply.value}\n\n` : reply.value;
      reply.value = `${before}${name} wrote:\n${words.join("\n")}\n\n`;
      reply.focus();
    });
  }

  // A reply is shown to its writer alone: this demonstration keeps nothing.
  document.querySelector(".reply-form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!reply.value.trim()) return reply.focus();
    const note = document.createElement("p");
    note.className = "post-rank";
    note.textContent = "Shown only to you. This demonstration keeps no replies.";
    const text = document.createElement("p");
    text.className = "own-words";
    text.textContent = reply.value;
    const own = document.createElement("div");
    own.className = "own-reply";
    own.tabIndex = -1;
    own.append(text, note);
    document.getElementById("reply").before(own);
    reply.value = "";
    own.focus();
  });

  const results = document.getElementById("search-results");
  const words = new URLSearchParams(location.search).get("q")?.trim().toLowerCase();
  if (results && words) {
    let found = 0;
    for (const item of results.children) {
      item.hidden = !item.textContent.toLowerCase().includes(words);
      if (!item.hidden) found += 1;
    }
    document.getElementById("search-count").textContent =
      `${found} ${found === 1 ? "discussion" : "discussions"} with “${words}”`;
  }
})();
