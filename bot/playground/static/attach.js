/** Files that go with the next message: chosen from the page's own, or from this machine. */

import { drawList, find, icon, make } from "./elements.js";
import { fileAddress, mediaName } from "./media.js";
import { attempt, openMenu } from "./popups.js";
import { sayPlace } from "./sending.js";
import { upload } from "./server.js";
import { state, tell, watch } from "./state.js";
import { spoken, t } from "./speech.js";

/** Files in one album (Bot API, sendMediaGroup). */
const MOST = 10;

/** Degrees of the place that can be sent: the Blue Mosque in Tabriz. */
const PLACE = [38.0737, 46.3014];

/** Listen to the buttons, and draw what is attached whenever it changes. */
export function showAttachments() {
  watch("composer place speech", draw);
  find("#attach").addEventListener("click", (event) => {
    event.stopPropagation();
    openMenu(event.currentTarget, entries());
  });
  find("#own-file").addEventListener("change", chosen);
}

function entries() {
  const ready = state.files.map((file) => ({
    words: t(file.file),
    testid: `attach-${file.file}`,
    act: () => attach(file),
  }));
  const own = { words: t("attach.own"), testid: "attach-own", act: () => find("#own-file").click() };
  const place = { words: t("attach.place"), testid: "attach-place", act: () => sayPlace(...PLACE) };
  return [...ready, place, own];
}

function attach(file) {
  state.attached = [...state.attached, file].slice(0, MOST);
  tell("composer");
  find("#composer").focus();
}

async function chosen(event) {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  const facts = { name: file.name, ...(await measured(file)) };
  const taken = await attempt(() => upload(file, facts));
  if (taken !== null) attach(taken);
}

/** Return the size of a picture in pixels, the length of a sound in seconds, nothing of others. */
async function measured(file) {
  if (file.type.startsWith("image/")) {
    const picture = await createImageBitmap(file).catch(() => null);
    return picture ? { width: picture.width, height: picture.height } : {};
  }
  if (file.type.startsWith("audio/")) {
    const context = new AudioContext();
    const sound = await context.decodeAudioData(await file.arrayBuffer()).catch(() => null);
    await context.close();
    return sound ? { duration: Math.round(sound.duration) } : {};
  }
  return {};
}

function draw() {
  const bar = find("#attached");
  bar.hidden = state.attached.length === 0;
  drawList(
    bar,
    state.attached.map((file, at) => ({
      key: `${at} ${file.file}`,
      sign: spoken(),
      build: () => thumbnail(file, at),
    })),
  );
}

function thumbnail(file, at) {
  const name = file.file_name || mediaName(file);
  const remove = () => {
    state.attached = state.attached.filter((_, other) => other !== at);
    tell("composer");
  };
  const seen =
    file.kind === "photo"
      ? make("img", { src: fileAddress(file), alt: name, width: 56, height: 56 })
      : make("span", { class: "file-name" }, icon("file"), make("bdi", {}, name));
  const traits = { type: "button", class: "attached-file", on: { click: remove } };
  const label = t("attach.remove", { name });
  return make("button", { ...traits, "aria-label": label, title: label }, seen, icon("close"));
}
