// Only for convenience: every page works without it.
"use strict";

// A problem's text is scrolled to within its frame; the page itself stays where it is.
for (const frame of document.querySelectorAll(".passage")) {
  const here = frame.querySelector("#here");
  if (here && !location.hash) frame.scrollTop += here.getBoundingClientRect().top - frame.getBoundingClientRect().top - 60;
}

// A key presses the button or link that carries it as data-key, unless the person is writing.
document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.altKey || e.metaKey || e.target.closest("input, textarea, select")) return;
  const target = document.querySelector(`[data-key="${CSS.escape(e.key)}"]`);
  if (!target) return;
  e.preventDefault();
  target.click();
});

// Files dropped on the form or chosen in it are sent one by one, each with its progress.
for (const form of document.querySelectorAll("form[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector(".progress");

  const show = (name) => {
    const item = document.createElement("li");
    const bar = document.createElement("progress");
    const text = document.createElement("span");
    bar.max = 1;
    bar.value = 0;
    text.textContent = name;
    item.append(bar, text);
    list.append(item);
    return { bar, text };
  };

  const send = (file) => new Promise((done) => {
    const { bar, text } = show(file.name);
    const data = new FormData();
    data.append("files", file);
    const request = new XMLHttpRequest();
    request.upload.onprogress = (e) => { if (e.lengthComputable) bar.value = e.loaded / e.total; };
    request.onloadend = () => {
      const answer = request.responseXML;
      const line = answer && (answer.querySelector(".results-list li") || answer.querySelector("main h1"));
      text.textContent = line ? line.textContent : file.name + "：没有传完，请再试一次。";
      bar.value = 1;
      done(request.status === 200);
    };
    request.open("POST", form.action);
    request.responseType = "document";
    request.send(data);
  });

  const sendAll = async (files) => {
    let good = files.length > 0;
    for (const file of files) good = (await send(file)) && good;
    input.value = "";
    if (good) location.assign(form.action);
  };

  form.addEventListener("dragover", (e) => { e.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (e) => {
    e.preventDefault();
    form.classList.remove("over");
    sendAll([...e.dataTransfer.files]);
  });
  form.addEventListener("submit", (e) => { e.preventDefault(); sendAll([...input.files]); });
}
