// A button to print the study, where there are ways out of its page.
{
  const ways = document.querySelector(".ways");
  if (ways) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "print-button";
    button.textContent = "Print";
    button.addEventListener("click", () => print());
    ways.appendChild(document.createElement("li")).append(button);
  }
}
