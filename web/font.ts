import latinExtended from "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2" with { type: "file" };
import latin from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2" with { type: "file" };

const FAMILY = "Inter Variable";
const LATIN =
  "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD";
const RUPEE_SIGN = "U+20B9";

/**
 * Makes Inter known to the page; the browser fetches a file when a letter of it is first drawn. Not in the style sheet:
 * the bundler would write the files into it, where a strict policy does not let them be read.
 */
export function addFont(): void {
  const common = { weight: "100 900", display: "swap" } as const;
  document.fonts.add(new FontFace(FAMILY, `url(${latin})`, { ...common, unicodeRange: LATIN }));
  document.fonts.add(new FontFace(FAMILY, `url(${latinExtended})`, { ...common, unicodeRange: RUPEE_SIGN }));
}
