// For a page that holds the form in a frame instead of the element: gives each frame the height that its form asks for.
// `<script async src="https://HOST/v1/frame.js"></script>`, once, anywhere on the page.
//
// A message counts where it comes from a frame of ours on this page, by the window that sent it, and from our origin, or
// from none where the frame's sandbox takes it. A height is a finite number, and kept within bounds.
const EDGE = new URL(document.currentScript.src).origin;

/** Pixels: a form is never less than its heading, and never more than the frame itself tells at most. */
const LEAST = 120;
const MOST = 20_000;

const ours = (frame) => frame.src.startsWith(EDGE + "/f/");
const frames = () => [...document.querySelectorAll("iframe")].filter(ours);

addEventListener("message", ({ source, origin, data }) => {
  if (origin != EDGE && origin != "null") return;
  const frame = frames().find(({ contentWindow }) => contentWindow == source);
  if (!frame || data?.message != "height" || !Number.isFinite(data.value)) return;
  frame.height = Math.round(Math.min(Math.max(data.value, LEAST), MOST));
});

// One that was there first is asked to tell it again. In a sandbox it has no origin by which it could be named; what it is
// told is no secret.
const ask = (frame) => {
  const named = !frame.hasAttribute("sandbox") || frame.sandbox.contains("allow-same-origin");
  frame.contentWindow?.postMessage({ message: "ready" }, named ? EDGE : "*");
};
const all = () => frames().forEach(ask);
all();
addEventListener("load", all);
