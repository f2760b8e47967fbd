// A button to copy, beside each text that is there to be copied. Without script the text is selected and copied as any other.

for (const area of document.querySelectorAll('[data-copy]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'govuk-button govuk-button--secondary';
  button.textContent = 'Copy';
  const name = document.createElement('span');
  name.className = 'govuk-visually-hidden';
  name.textContent = ` ${area.labels[0]?.textContent ?? ''}`;
  button.append(name);
  const told = document.createElement('span');
  told.setAttribute('role', 'status');
  told.className = 'quiet';
  button.addEventListener('click', async () => {
    area.select();
    try {
      await navigator.clipboard.writeText(area.value);
    } catch {
      // On plain http there is no clipboard but this one.
      if (!document.execCommand('copy')) {
        told.textContent = ' It is selected: copy it by the keyboard.';
        return;
      }
    }
    told.textContent = ' Copied';
  });
  area.after(button, told);
}
