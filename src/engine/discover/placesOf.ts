/** Where each of the names stands, or −1. Quick where they are asked for in their order, whatever comes between them. */
export function placesOf(names: readonly string[]): (name: string) => number {
  let next = 0;
  let places: Map<string, number> | null = null;
  return (name) => {
    if (names[next] === name) return next++;
    places ??= new Map(names.map((each, at) => [each, at]));
    const place = places.get(name) ?? -1;
    if (place !== -1) next = place + 1;
    return place;
  };
}
