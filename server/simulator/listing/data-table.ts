/** Rows of a table kept beside the code: a line each, fields parted by tabs, remarks after `#`. */
export function tableRows(text: string): string[][] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split("\t"));
}
