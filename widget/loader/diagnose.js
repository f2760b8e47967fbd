// `soundings.diagnose()`: why nothing shows, in words, for the developer of the page that embeds.

const SAYS = {
  waiting: "The form loads when the element comes near the visible part of the page; with load=\"manual\", when the page calls soundings.render(element).",
  ready: "The form is shown and can be answered.",
  "origin-not-allowed": "This page's origin is not registered for the site. Ask the department to add it, exactly as the browser's address bar shows it, to the origins of the site.",
  "form-closed": "The consultation is not open: it has not been opened yet, or it is closed.",
  "csp-connect": "The page's Content-Security-Policy forbids requests to the edge. Add its origin to connect-src.",
  network: "The edge could not be reached, or knows no such consultation or site. Check both names, and whether an ad blocker or a proxy stands between.",
  "rate-limited": "Too many answers came from this network at once. It is tried again by itself.",
};

export default (widgets) =>
  [...widgets].map(([element, { code }]) => {
    const [reply, own, site] = ["reply", "consultation", "site"].map((name) => element.getAttribute(name));
    const consultation = reply || own;
    let says = SAYS[code];
    if (!consultation) says = "The element has no attribute \"consultation\".";
    else if (!element.checkVisibility?.()) says += " The element is hidden by the page's styles, or stands in something that is.";
    return { element, consultation, site, code, says };
  });
