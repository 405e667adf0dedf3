export function total(price: number, count: number): number {
  return price + count;
}

export function isEmpty(count: number): boolean {
  return count === 0;
}
