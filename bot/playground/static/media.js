/** What is shown of a file in a message: the picture, the sound, or a card with its name. */

import { icon, make } from "./elements.js";
import { t } from "./speech.js";

const NAMED = ["photo", "video", "voice", "audio", "animation", "sticker", "video_note", "location", "venue"];
const PICTURES = ["photo", "animation"];
const SOUNDS = ["voice", "audio"];

/** Return what a kind of file is called. */
export function mediaName(media) {
  return t(NAMED.includes(media.kind) ? `media.${media.kind}` : "media.document");
}

/** Return the address of a file's content. */
export function fileAddress({ file }) {
  return `/playground/file/${file}`;
}

/** Return the element of a file. */
export function mediaCard(media) {
  if (media.kept && PICTURES.includes(media.kind)) return photo(media);
  if (media.kept && SOUNDS.includes(media.kind)) return sound(media);
  if (media.kept && media.kind === "video") return film(media);
  const detail = media.title ? `${media.title}, ${media.address}` : media.file_name ?? placeOnMap(media);
  const words = make("span", {}, make("b", {}, mediaName(media)));
  if (detail) words.append(make("small", {}, make("bdi", {}, detail)));
  const sign = icon(media.latitude === undefined ? "file" : "place");
  if (!media.kept) return make("div", { class: "media" }, sign, words);
  const traits = { class: "media", href: fileAddress(media), download: media.file_name ?? true };
  return make("a", traits, sign, words);
}

function photo(media) {
  return make("img", {
    class: media.spoiler ? "photo covered" : "photo",
    tabindex: media.spoiler ? 0 : null,
    src: fileAddress(media),
    alt: mediaName(media),
    width: media.width,
    height: media.height,
    "data-testid": `photo-${media.file}`,
  });
}

function film(media) {
  return make("video", {
    class: "photo",
    controls: true,
    preload: "metadata",
    src: fileAddress(media),
    "aria-label": mediaName(media),
    "data-testid": `video-${media.file}`,
  });
}

function sound(media) {
  const player = make("audio", {
    controls: true,
    preload: "metadata",
    src: fileAddress(media),
    "aria-label": mediaName(media),
  });
  return make("div", { class: "media voice", "data-testid": `${media.kind}-${media.file}` }, player);
}

function placeOnMap(media) {
  return media.latitude === undefined ? null : `${media.latitude}, ${media.longitude}`;
}
