/** A row is cut at its end, where the file's name is: folders in the middle go first. `room`: characters. Pure. */
export function shortPath(path: string, room: number): string {
  const parts = path.split('/');
  const [first = ''] = parts;
  let from = 1;
  const shown = (): string => (from === 1 ? path : [first, '…', ...parts.slice(from)].join('/'));
  while (shown().length > room && from < parts.length - 1) from++;
  return shown();
}
