/** The leg's link that a key leads to from this one; null when the key leads nowhere. */
export function neighbour(from: Element, key: string): HTMLElement | null {
  const side = from.closest<HTMLElement>("td[data-side]")?.dataset.side;
  const row = from.closest("tr");
  if (!side || !row) return null;
  switch (key) {
    case "ArrowDown":
    case "j":
      return linkOf(row.nextElementSibling, side);
    case "ArrowUp":
    case "k":
      return linkOf(row.previousElementSibling, side);
    case "ArrowLeft":
      return linkOf(row, "call");
    case "ArrowRight":
      return linkOf(row, "put");
    default:
      return null;
  }
}

function linkOf(row: Element | null, side: string): HTMLElement | null {
  return row?.querySelector<HTMLElement>(`td[data-side="${side}"] a`) ?? null;
}
