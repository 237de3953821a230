/** Chunk ids in one page. */
const pageIds = 4_096;

interface Page {
  /** Row by id within the page; −1: none. */
  readonly rows: Int32Array;
  count: number;
}

/**
 * Rows of a matrix by chunk id. Ids are given in ascending order and live close together, so that pages of plain arrays
 * are sooner filled than a map.
 */
export class ChunkRows {
  readonly #pages = new Map<number, Page>();

  /** −1 where the chunk has none. */
  get(chunk: number): number {
    return this.#pages.get(Math.floor(chunk / pageIds))?.rows[chunk % pageIds] ?? -1;
  }

  set(chunk: number, row: number): void {
    const at = Math.floor(chunk / pageIds);
    let page = this.#pages.get(at);
    if (page === undefined) {
      page = { rows: new Int32Array(pageIds).fill(-1), count: 0 };
      this.#pages.set(at, page);
    }
    if (page.rows[chunk % pageIds] === -1) page.count++;
    page.rows[chunk % pageIds] = row;
  }

  delete(chunk: number): void {
    const at = Math.floor(chunk / pageIds);
    const page = this.#pages.get(at);
    if (page === undefined || page.rows[chunk % pageIds] === -1) return;
    page.rows[chunk % pageIds] = -1;
    if (--page.count === 0) this.#pages.delete(at);
  }
}
