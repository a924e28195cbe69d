/** A voucher may be dropped on the form instead of chosen. */
import { all, need } from "./elements.js";

for (const form of all("form[data-drop]", HTMLFormElement)) {
  const input = need('input[type="file"]', HTMLInputElement, form);
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add("dropping");
    });
  }
  form.addEventListener("dragleave", () => form.classList.remove("dropping"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("dropping");
    const files = event.dataTransfer?.files;
    if (!files || files.length === 0) return;
    input.files = files;
    form.requestSubmit();
  });
}
