/** Plain readonly data that passes between the stages and out of the engine. */

/** The two lanes of content: neither may drown the other in a result list. */
export type ContentKind = 'code' | 'docs';

/** The two encoders of one vector space: the Transformer and the static table. */
export type EncoderKind = 'student' | 'student-static';

/** Queries and passages may be prepared differently by an encoder. */
export type TextRole = 'query' | 'passage';

export type SearchMode = 'hybrid' | 'dense' | 'lexical';

export type DevicePreference = 'auto' | 'cpu' | 'gpu';

/** A file that discovery found worth indexing. */
export interface SourceFile {
  /** Relative to the root, separated by `/`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970, as the file system tells them. */
  readonly mtimeMs: number;
  /** Likewise, when anything about it last changed, which no program can set. */
  readonly ctimeMs: number;
  /** VS Code language id, or null where none is known. */
  readonly language: string | null;
  readonly kind: ContentKind;
}

/** A file that was seen and left out. Files that ignore rules exclude are never seen. */
export interface Skipped {
  readonly path: string;
  /** A short phrase for people, such as `binary` or `larger than 1 MiB`. */
  readonly reason: string;
}

/** Whole lines of one file that belong together. The chunks of a file never overlap. */
export interface Chunk {
  /** From 1. */
  readonly startLine: number;
  /** From 1, inclusive. */
  readonly endLine: number;
  readonly kind: ContentKind;
  readonly language: string | null;
  /** Name of the declaration (code) or heading (documents), or null. */
  readonly symbol: string | null;
  /** Names of what encloses the chunk, outermost first, without the file and without `symbol`. */
  readonly trail: readonly string[];
  /** Names, in no order, of what it declares besides `symbol`, too small for chunks of their own; absent: nothing. */
  readonly alsoDeclares?: readonly string[];
  /** Names that it passes on from elsewhere, in order, as `pub use` and `export … from` do; absent: none. */
  readonly reexports?: readonly string[];
  /** The line that declares `symbol` is in another chunk: this is a part of a large one. Absent: it is here. */
  readonly isPart?: true;
  /** Exactly the file's lines `startLine`…`endLine`, joined by `\n`. */
  readonly text: string;
}

export interface Encoder {
  /** Identity of weights, vocabulary and text preparation; vectors of different ids are never compared, unless `space` is equal. */
  readonly id: string;
  /** Encoders of one space can be compared with each other. */
  readonly space: string;
  readonly kind: EncoderKind;
  readonly dims: number;
  /** Where it runs, for people: `cpu`, `gpu (webgpu, float16)`. */
  readonly device: string;
  /** How many texts a call should hold; 1 on the CPU, so that a vector never depends on its company. */
  readonly batchSize: number;
  /** One unit vector of `dims` a text, in order. Empty text gives a valid unit vector too. */
  embed(texts: readonly string[], role: TextRole): Promise<readonly Float32Array[]>;
}

/** Tells of each text, of its tokens, for each of some words in order, how like it the most like token is: 0 to 1. */
export type WordMatcher = (texts: readonly Int32Array[]) => readonly (readonly number[])[];

/** The static student knows tokens as well as texts. */
export interface StaticEncoder extends Encoder {
  /** Ids of the tokens that it reads, in order. */
  tokenize(text: string): Int32Array;
  /** Of unit length. A text's vector is that of its tokens. */
  vectorOf(tokens: Int32Array): Float32Array;
  matcherOf(words: readonly string[]): WordMatcher;
  /** For the threads that read; absent: each reads its own from the file. */
  readonly table?: StaticTable;
}

/** The static student's numbers, in memory that threads share. */
export interface StaticTable {
  /** Int8, [vocabulary, dims], row-major. */
  readonly rows: SharedArrayBuffer;
  /** Float32, one a row. */
  readonly scales: SharedArrayBuffer;
}

export type Progress =
  | { readonly type: 'discovering'; readonly files: number }
  /** Reading, chunking, static vectors and terms: when done, everything is searchable. */
  | { readonly type: 'reading'; readonly done: number; readonly total: number }
  /** Transformer vectors. `secondsLeft` is null until there is a rate to tell it from. */
  | {
      readonly type: 'embedding';
      readonly done: number;
      readonly total: number;
      readonly secondsLeft: number | null;
    };

export interface IndexSummary {
  readonly files: number;
  /** `embedded + reused`. */
  readonly chunks: number;
  readonly embedded: number;
  readonly reused: number;
  readonly skipped: readonly Skipped[];
  readonly seconds: number;
}

export interface SearchRequest {
  readonly text: string;
  /** How many hits at the most, 1 to 1000. */
  readonly k: number;
  readonly mode: SearchMode;
  /** True: `text` is taken as it is, without query operators. */
  readonly literal: boolean;
  /** Globs relative to the root; a hit matches at least one. Empty: no restriction. */
  readonly paths: readonly string[];
  /** Language ids; a hit has one of them. Empty: no restriction. */
  readonly languages: readonly string[];
  /** Empty: no restriction. */
  readonly kinds: readonly ContentKind[];
  /** Files and folders relative to the root, empty: all of it; a hit is in at least one. Absent: no restriction. */
  readonly within?: readonly string[];
  /** True while the text is being typed: its last word may be the beginning of one. Absent: false. */
  readonly typing?: boolean;
  /** True: every hit says why it is one. Absent: false. */
  readonly explain?: boolean;
}

/** Whole lines of a file. */
export interface LineRange {
  /** Relative to the root, separated by `/`. */
  readonly path: string;
  /** From 1. */
  readonly startLine: number;
  /** Inclusive; beyond the file's end: up to its end. */
  readonly endLine: number;
}

/** Asks for what is like a text or a place, which is one question where a selection is both. */
export interface SimilarRequest {
  /** The text whose like is looked for; null: the lines of `place` as they stand in the file. */
  readonly text: string | null;
  /** Left out of the hits; null: nothing is. */
  readonly place: LineRange | null;
  /** As those of a search. */
  readonly k: number;
  readonly mode: SearchMode;
  readonly paths: readonly string[];
  readonly languages: readonly string[];
  readonly kinds: readonly ContentKind[];
  readonly within?: readonly string[];
  readonly explain?: boolean;
}

/** What can bring a hit up. */
export type SignalName =
  /** The chunk means what the query means. */
  | 'meaning'
  /** It holds the query's words. */
  | 'words'
  /** The query names what it declares. */
  | 'definition'
  /** The query's words are in the name of its file. */
  | 'fileName'
  /** Other chunks of its file match too. */
  | 'siblings';

/** Why a chunk is a hit. */
export interface Why {
  /** The lines that match most, ascending, as numbered in the file; at most three, none where no line stands out. */
  readonly lines: readonly number[];
  /** The query's words as the hit writes them, in lower case, in order of the text. */
  readonly words: readonly string[];
  /** What brought it up, strongest first; shares of its score before penalties, above 0, in sum 1. */
  readonly signals: readonly { readonly name: SignalName; readonly share: number }[];
}

export interface Hit {
  /** Relative to the root, separated by `/`. */
  readonly path: string;
  readonly startLine: number;
  /** Inclusive. */
  readonly endLine: number;
  /** Higher is better; comparable within one result only. */
  readonly score: number;
  readonly kind: ContentKind;
  readonly language: string | null;
  readonly symbol: string | null;
  /** Exactly the file's lines. */
  readonly text: string;
  /** Only where it was asked for. */
  readonly why?: Why;
}

/** A file, or a folder and what is below it, in one of several folders. */
export interface Place {
  /** Absolute path of that folder. */
  readonly root: string;
  /** Relative to it, separated by `/`; empty: all of it. */
  readonly path: string;
}

/** A hit in one of several folders. */
export interface FolderHit extends Hit {
  /** Absolute path of the folder that `path` is relative to. */
  readonly root: string;
}

/** What several folders answer. */
export interface FoundHits {
  /** One list, best first, over all folders. */
  readonly hits: readonly FolderHit[];
  /** Milliseconds from the question to the answer. */
  readonly ms: number;
  /** Folders that nothing is indexed of yet. */
  readonly missing: readonly string[];
  /** Folders that could not be searched; the log says why. */
  readonly failed: readonly string[];
}

export interface SearchResult {
  readonly hits: readonly Hit[];
  /** Milliseconds the engine worked on it. */
  readonly ms: number;
}

export interface Status {
  /** Absolute path of the root. */
  readonly folder: string;
  readonly files: number;
  readonly chunks: number;
  /** Files that are new, changed or gone on disk, or whose chunks still wait for a Transformer vector. */
  readonly pending: number;
  /** Id of the Transformer student. */
  readonly model: string;
  /** Where the student runs and why. */
  readonly device: string;
  /** ISO time of the last committed change of the index; null when there is none. */
  readonly lastCommit: string | null;
  /** True when nothing is pending. */
  readonly fresh: boolean;
}

/** Where the engine reports what a person may want to read later. Never holds queries or file text. */
export type Log = (level: 'debug' | 'info' | 'warn' | 'error', message: string) => void;

/** Files of the package that the engine reads. Absolute folders. */
export interface Assets {
  /** Holds `vocab.txt`, `student/`, `student-static/`. */
  readonly models: string;
  /** Holds the npm packages of the grammars. */
  readonly grammars: string;
  /** Script of the threads that read files (src/engine/index/readingThread.ts); absent: the thread that indexes reads them. */
  readonly readingThread?: string;
  /** Script of the thread that lists folders and asks for the stats of files (src/engine/discover/aheadThread.ts); absent: there is none. */
  readonly aheadThread?: string;
}

/** Both students, loaded once a process and shared by the engines of all folders. */
export interface Encoders {
  /** Loads within milliseconds. */
  readonly staticStudent: StaticEncoder;
  /** Loads the Transformer on first use; the same promise ever after. Rejects with EngineError. */
  student(): Promise<Encoder>;
  /** Where the student runs, or will, and why: one sentence. */
  deviceReason(): string;
  close(): Promise<void>;
}
