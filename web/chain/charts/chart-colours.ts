/** The theme's colours, as a canvas wants them. */
export interface ChartColours {
  text: string;
  faint: string;
  line: string;
  call: string;
  put: string;
  accent: string;
}

export function chartColours(): ChartColours {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: token("text"),
    faint: token("faint"),
    line: token("line"),
    call: token("call"),
    put: token("put"),
    accent: token("accent"),
  };
}
