"use strict";
(() => {
  const RIGHT = 98; // per cent: where the last day stands, as in html_fan.py
  const of = (figure) => {
    const table = figure.querySelector(".behind table");
    const names = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
    return [...table.tBodies[0].rows].map((row) =>
      [...row.cells].map((cell) => cell.textContent.trim()).map((said, at) => (at && said ? `${names[at]} ${said}` : said)).filter(Boolean).join(" · "));
  };
  for (const figure of document.querySelectorAll(".of-fan")) {
    const plot = figure.querySelector(".plot");
    if (!plot) continue;
    const days = of(figure);
    if (days.length < 2) continue;
    const cursor = plot.querySelector(".cursor");
    const label = document.createElement("label");
    const slider = Object.assign(document.createElement("input"), { type: "range", min: 1, max: days.length, step: 1 });
    const said = Object.assign(document.createElement("output"), { className: "day" });
    slider.setAttribute("aria-label", `Day of ${figure.querySelector("h3").textContent}`);
    const hint = "Point at a day, or step through them with the arrow keys.";
    const show = () => {
      const at = slider.valueAsNumber;
      for (const end of ["x1", "x2"]) cursor.setAttribute(end, `${(at / days.length) * RIGHT}%`);
      plot.classList.add("read");
      said.value = days[at - 1];
      slider.setAttribute("aria-valuetext", days[at - 1]);
    };
    const rest = () => {
      if (document.activeElement === slider) return;
      plot.classList.remove("read");
      said.value = hint;
    };
    slider.value = days.length;
    slider.setAttribute("aria-valuetext", days[days.length - 1]);
    slider.addEventListener("input", show);
    slider.addEventListener("focus", show);
    slider.addEventListener("blur", rest);
    const point = (event) => {
      const box = plot.getBoundingClientRect();
      const share = (event.clientX - box.left) / (box.width * (RIGHT / 100));
      slider.value = Math.ceil(share * days.length - 0.5);
      show();
    };
    label.addEventListener("pointermove", point);
    label.addEventListener("pointerdown", point);
    label.addEventListener("pointerleave", rest);
    label.append(slider);
    plot.append(label);
    plot.after(said);
    said.value = hint;
  }
})();
