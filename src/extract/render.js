// A block and its boxes light up together; the kinds can be shown and hidden.
"use strict";
const parts = new Map();
for (const part of document.querySelectorAll("[data-block]")) {
  const block = part.dataset.block;
  parts.set(block, [...(parts.get(block) ?? []), part]);
}
let lit = [];
document.addEventListener("mouseover", (event) => {
  const over = event.target.closest("[data-block]");
  for (const part of lit) part.classList.remove("lit");
  lit = over ? parts.get(over.dataset.block) : [];
  for (const part of lit) part.classList.add("lit");
});
document.addEventListener("click", (event) => {
  const box = event.target.closest("rect");
  if (!box) return;
  const reading = parts.get(box.dataset.block).find((part) => part.tagName !== "rect");
  reading?.scrollIntoView({ block: "center", behavior: "smooth" });
});
document.addEventListener("change", (event) => {
  if (!event.target.matches("fieldset input")) return;
  for (const part of document.querySelectorAll(`article.${event.target.value}, rect.${event.target.value}`))
    part.classList.toggle("hidden", !event.target.checked);
});
