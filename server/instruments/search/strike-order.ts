/** Places of ascending strikes, the nearest to a price first and of two as near the lower. One by one: mostly a few are wanted. */
export function* nearestFirst(strikes: Float64Array, price: number): Generator<number> {
  let above = firstFrom(strikes, price);
  let below = above - 1;
  while (below >= 0 || above < strikes.length) {
    const isBelow = above === strikes.length || (below >= 0 && price - strikes[below]! <= strikes[above]! - price);
    yield isBelow ? below-- : above++;
  }
}

/** Place of the first strike that is not below a price. */
function firstFrom(strikes: Float64Array, price: number): number {
  let low = 0;
  let high = strikes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (strikes[middle]! < price) low = middle + 1;
    else high = middle;
  }
  return low;
}
