// The small look-up window: on top of all others where the browser can keep a page there.
"use strict";

const float = document.querySelector("#float");
if ("documentPictureInPicture" in window && window.top === window) {
  float.hidden = false;
  float.addEventListener("click", async () => {
    const small = await documentPictureInPicture.requestWindow({ width: 380, height: 560 });
    document.querySelectorAll("link[rel=stylesheet]").forEach((sheet) => small.document.head.append(sheet.cloneNode()));
    small.document.documentElement.dataset.theme = document.documentElement.dataset.theme;
    small.document.body.className = document.body.className;
    const content = document.querySelector("#content");
    const place = document.createComment("the window is on top");
    content.replaceWith(place);
    small.document.body.append(content);
    float.hidden = true;
    small.document.querySelector("#q").focus();
    small.document.addEventListener("click", (event) => {
      const copied = event.target.closest("[data-copy]");
      if (copied) small.navigator.clipboard.writeText(copied.dataset.copy);
    });
    small.addEventListener("pagehide", () => {
      place.replaceWith(content);
      float.hidden = false;
    });
  });
}
