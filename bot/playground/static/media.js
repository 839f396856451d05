/** What is shown of a file in a message: the picture, the sound, or a card with its name. */

import { icon, make } from "./elements.js";
import { t } from "./speech.js";

const NAMED = ["photo", "video", "voice", "location"];

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
  if (media.kept && media.kind === "photo") return photo(media);
  if (media.kept && media.kind === "voice") return voice(media);
  const detail = media.file_name ?? placeOnMap(media);
  const words = make("span", {}, make("b", {}, mediaName(media)));
  if (detail) words.append(make("small", {}, make("bdi", {}, detail)));
  const sign = icon(media.kind === "location" ? "place" : "file");
  if (!media.kept) return make("div", { class: "media" }, sign, words);
  const traits = { class: "media", href: fileAddress(media), download: media.file_name ?? true };
  return make("a", traits, sign, words);
}

function photo(media) {
  return make("img", {
    class: "photo",
    src: fileAddress(media),
    alt: t("media.photo"),
    width: media.width,
    height: media.height,
    "data-testid": `photo-${media.file}`,
  });
}

function voice(media) {
  const sound = make("audio", {
    controls: true,
    preload: "metadata",
    src: fileAddress(media),
    "aria-label": mediaName(media),
  });
  return make("div", { class: "media voice", "data-testid": `voice-${media.file}` }, sound);
}

function placeOnMap(media) {
  return media.latitude === undefined ? null : `${media.latitude}, ${media.longitude}`;
}
