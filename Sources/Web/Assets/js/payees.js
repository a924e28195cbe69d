/** A payee of the directory goes into the transfer form with one press; the name is still typed from the slip. */
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button[data-payee]") : null;
  const field = document.getElementById("f-payeeAccount");
  if (!(button instanceof HTMLButtonElement) || !(field instanceof HTMLInputElement)) return;
  field.value = button.dataset.payee ?? "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  document.getElementById("f-payeeName")?.focus();
});
