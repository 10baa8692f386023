import { expect, test } from "bun:test";

type Colour = [red: number, green: number, blue: number];

/** What text stands on: surfaces, and tints over a panel. */
const SURFACES = ["background", "panel", "raised"];
const TINTS = ["tint-call", "tint-put", "tint-accent"];
const TEXTS = ["text", "faint", "up", "down", "accent", "warning"];
/** WCAG 2, level AA, for text of any size. */
const LEAST_CONTRAST = 4.5;

const css = await Bun.file(new URL("../../web/styles/tokens.css", import.meta.url)).text();

function tokensOf(theme: string): Map<string, string> {
  const block = css.slice(css.indexOf(`[data-theme="${theme}"]`)).split("}")[0]!;
  return new Map([...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name!, value!]));
}

function solid(value: string): Colour {
  return [1, 3, 5].map((at) => Number.parseInt(value.slice(at, at + 2), 16)) as Colour;
}

/** A colour of the form `rgb(1 2 3 / 4%)` on another. */
function laidOver(value: string, under: Colour): Colour {
  const [red, green, blue, percent] = value.match(/\d+/g)!.map(Number);
  return [red!, green!, blue!].map((part, n) => under[n]! + ((part - under[n]!) * percent!) / 100) as Colour;
}

/** Relative luminance as WCAG 2 has it. */
function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: Colour, other: Colour): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

for (const theme of ["dark", "light"]) {
  test(`every colour of text is readable on every surface of the ${theme} theme, at AA`, () => {
    const tokens = tokensOf(theme);
    const panel = solid(tokens.get("panel")!);
    const under = new Map([
      ...SURFACES.map((name) => [name, solid(tokens.get(name)!)] as const),
      ...TINTS.map((name) => [name, laidOver(tokens.get(name)!, panel)] as const),
    ]);
    const tooFaint = TEXTS.flatMap((text) =>
      [...under].flatMap(([name, colour]) => {
        const ratio = contrast(solid(tokens.get(text)!), colour);
        return ratio < LEAST_CONTRAST ? [`${text} on ${name}: ${ratio.toFixed(2)}`] : [];
      }),
    );
    for (const name of ["accent", "warning"]) {
      const ratio = contrast(solid(tokens.get(`on-${name}`)!), solid(tokens.get(name)!));
      if (ratio < LEAST_CONTRAST) tooFaint.push(`on-${name} on ${name}: ${ratio.toFixed(2)}`);
    }
    expect(tooFaint).toEqual([]);
  });
}
