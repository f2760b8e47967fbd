// Brings each example of the review page into its state, once its form is there.
document.addEventListener("soundings:ready", ({ target }) => {
  const { fields = "{}", state } = target.dataset;
  const form = target.shadowRoot.querySelector("form");
  for (const [name, value] of Object.entries(JSON.parse(fields))) {
    for (const input of form.querySelectorAll(`[name="${name}"]`)) {
      if (input.localName == "textarea") input.value = value;
      else input.checked = [value].flat().includes(input.value);
    }
  }
  if (state != "errors" && state != "sent") return;
  // Whoever reads the page did not send, and is left where they are.
  const [x, y] = [scrollX, scrollY];
  const stay = () =>
    setTimeout(() => {
      target.shadowRoot.activeElement?.blur();
      scrollTo({ left: x, top: y, behavior: "instant" });
    });
  for (const name of ["invalid", "success"]) target.addEventListener("soundings:" + name, stay, { once: true });
  form.requestSubmit(form.querySelector("button[data-busy]"));
});
