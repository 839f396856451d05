/** The page's own words; each language has a file, all files have the same keys. */

import az from "./words-az.js";
import azb from "./words-azb.js";
import en from "./words-en.js";

export const WORDS = { en, az, azb };
