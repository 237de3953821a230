/** What ends; the editor takes any object of this shape. */
export interface Disposable {
  dispose(): void;
}
