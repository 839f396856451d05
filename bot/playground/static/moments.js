/** Times as people read them: in a person's zone, in the page's language. */

import { digits, spoken, t } from "./speech.js";

const NAMES = {
  en: {
    months: "January February March April May June July August September October November December",
    days: "Sunday Monday Tuesday Wednesday Thursday Friday Saturday",
  },
  az: {
    months: "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
    days: "bazar bazar_ertəsi çərşənbə_axşamı çərşənbə cümə_axşamı cümə şənbə",
  },
  azb: {
    months: "ژانویه فوریه مارس آوریل مئی ژوئن جولای آقۇست سپتامبر اوْکتوْبر نوْوامبر دسامبر",
    days: "یکشنبه دوشنبه سه‌شنبه چارشنبه جۆمعه_آخشامی جۆمعه شنبه",
  },
};

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;

/** Return year, month (1-12), day, weekday (0 Sunday), hour and minute of `date` in `zone`. */
function partsOf(date, zone) {
  const format = new Intl.DateTimeFormat("en-GB-u-nu-latn", {
    timeZone: known(zone),
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const parts = Object.fromEntries(format.formatToParts(date).map((p) => [p.type, p.value]));
  const [year, month, day] = [Number(parts.year), Number(parts.month), Number(parts.day)];
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return { year, month, day, weekday, hour: parts.hour, minute: parts.minute };
}

function known(zone) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone || "UTC";
  } catch {
    return "UTC";
  }
}

/** Return the clock time, `18:05`. */
export function clockTime(date, zone) {
  const { hour, minute } = partsOf(date, zone);
  return digits(`${hour}:${minute}`);
}

/** Return the day that `date` is in `zone`, for telling days apart: `2026-11-21`. */
export function dayKey(date, zone) {
  const { year, month, day } = partsOf(date, zone);
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** Return the day in words: today, yesterday, `21 November`, with the year where it differs. */
export function dayName(date, zone, now) {
  const key = dayKey(date, zone);
  if (key === dayKey(now, zone)) return t("today");
  if (key === dayKey(new Date(now.getTime() - DAY * 1000), zone)) return t("yesterday");
  const { year, month, day } = partsOf(date, zone);
  const words = `${day} ${monthName(month)}`;
  return digits(year === partsOf(now, zone).year ? words : `${words} ${year}`);
}

/** Return weekday and day: `Saturday, 21 November`. */
export function fullDay(date, zone) {
  const { month, day, weekday } = partsOf(date, zone);
  const comma = spoken() === "azb" ? "،" : ",";
  return digits(`${weekdayName(weekday)}${comma} ${day} ${monthName(month)}`);
}

/** Return when the last word of a chat was, short: the time today, else the day. */
export function shortTime(date, zone, now) {
  if (dayKey(date, zone) === dayKey(now, zone)) return clockTime(date, zone);
  const { month, day } = partsOf(date, zone);
  return digits(`${day}.${String(month).padStart(2, "0")}`);
}

/** Return a length of time in seconds in its two largest units: `1 d 2 h`. */
export function span(length) {
  const seconds = Math.round(length);
  const units = [
    ["span.day", Math.floor(seconds / DAY)],
    ["span.hour", Math.floor((seconds % DAY) / HOUR)],
    ["span.minute", Math.floor((seconds % HOUR) / MINUTE)],
    ["span.second", Math.floor(seconds % MINUTE)],
  ];
  const first = Math.max(0, units.findIndex(([, n]) => n > 0));
  const shown = units.slice(first, first + 2).filter(([, n], at) => n > 0 || at === 0);
  return shown.map(([key, n]) => t(key, { n })).join(" ");
}

/** Return the city that gives a zone its name, as the page's language calls it where we know. */
export function placeOf(zone) {
  const key = `zone.${zone}`;
  const city = t(key);
  return city === key ? (zone ?? "").split("/").pop().replaceAll("_", " ") : city;
}

function monthName(month) {
  return NAMES[spoken()].months.split(" ")[month - 1];
}

function weekdayName(weekday) {
  return NAMES[spoken()].days.split(" ")[weekday].replaceAll("_", " ");
}
