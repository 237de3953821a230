import type { CommandName } from './options.ts';

const common = `
On every command:
  --storage DIR     keep every index in DIR instead of the user's cache folder
  --quiet           no progress on standard error
  --help, -h        this text
  --version         the version
  --                what follows are no options`;

const encoding = `  --device WHERE    auto (default), cpu or gpu
  --threads N       threads on the CPU; 0 (default) leaves half of the cores free`;

const retrieval = `  --folder FOLDER   what to search; default: the current directory. May stand several
                    times: the answer is one list, each hit with its folder
  -k N              most hits, 1 to 1000; default 10
  --path GLOB       only paths that match; may stand several times
  --lang ID         only this language (typescript, python, …); may stand several times
  --kind KIND       only code or only docs
  --mode MODE       hybrid (default), dense (by meaning) or lexical (by words)
  --no-update       search what is indexed already`;

const overview = `Homing searches a folder's code and documents by meaning, on this machine alone.

Usage:
  homing index [FOLDER]        index a folder, or bring its index up to date
  homing search QUERY…         find the places that answer a question
  homing similar FILE[:LINES]  find what is like a place
  homing batch FILE.jsonl      answer a file of queries
  homing embed                 turn lines of text into vectors
  homing status [FOLDER]       what is indexed
  homing clear [FOLDER]        forget a folder's index; --all: every index
  homing doctor                what this machine offers, and what is wrong
${common}

Results go to standard output, progress and warnings to standard error.
Exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
\`homing COMMAND --help\` tells more, such as: homing search --help
`;

const topics: Readonly<Record<CommandName, string>> = {
  index: `Index a folder, or bring its index up to date. Only what changed is read again.
Other commands keep to what --include and --exclude said here last.

Usage: homing index [FOLDER] [options]        FOLDER: default the current directory

  --until STAGE     student (default): every chunk has the Transformer's vector
                    static: stop as soon as everything is searchable by quick vectors
  --include GLOB    index what matches although git's rules or .homingignore leave it
                    out, such as 'build/api/**'; may stand several times
  --exclude GLOB    leave out what matches; may stand several times
  --json            {files, chunks, embedded, reused, skipped: [{path, reason}], seconds}
${encoding}
${common}
`,
  search: `Find the places that answer a question, best first.

Usage: homing search QUERY… [options]

Brings the index up to date first: everything searchable, then up to two seconds
of better vectors. \`homing index\` completes them.

${retrieval}
  --all             list too what is "+N more in this file", behind the hits of that file
  --literal         take the query as it is, without operators (path:, lang:, -word, "phrase")
  --explain         with --json: each hit says why: {lines, words, signals}
  --json            {query, ms, hits: [{path, startLine, endLine, score,
                    kind, language, symbol, text, more}]}; with several folders each
                    hit has its folder too
${encoding}
${common}

A query word that begins with a dash stands after --:
  homing search --path 'src/**' -- retry upload -test
`,
  similar: `Find what is like a place, best first; the place itself is left out.

Usage: homing similar FILE[:START[-END]] [options]

Without lines the whole file is meant. FILE must be in the folder that is searched;
its path may be relative to it, as the paths of hits are.
The index is brought up to date first, as \`homing search\` does.

${retrieval}
  --all             list too what is "+N more in this file", behind the hits of that file
  --explain         with --json: each hit says why: {lines, words, signals}
  --json            as \`homing search\`; query is the place
${encoding}
${common}
`,
  batch: `Answer a file of queries, one JSON line each, in order.

Usage: homing batch FILE.jsonl [options]      FILE: - is standard input

Each line {"id": …, "query": "…"} is answered {id, ms, hits}. A line that cannot be
read is answered {id, error} (id null when it has none), and the exit code is 1.
Queries are taken as they are, without operators. The index is first brought up to
date completely, as \`homing index\` does.

${retrieval}
${encoding}
${common}
`,
  embed: `Turn lines of text into vectors: 128 numbers of unit length, one JSON array a line.

Usage: homing embed [options] < LINES

Each line {"text": "…"} of standard input is answered in order, as it comes. A line
that cannot be read is answered {"error": "…"} in its place, and the exit code is 1.

  --lines           lines are bare text, not JSON
  --kind KIND       query (default) or passage: what the text will be used as
  --model MODEL     student (default) or student-static
${encoding}
${common}
`,
  status: `Tell what is indexed of a folder.

Usage: homing status [FOLDER] [options]       FOLDER: default the current directory

  --json            {folder, files, chunks, pending, model, device, lastCommit, fresh}
${encoding}
${common}
`,
  clear: `Forget what is indexed. The folder itself is not touched.

Usage: homing clear [FOLDER] [options]        FOLDER: default the current directory

  --all             forget every folder's index
${common}
`,
  doctor: `Tell what this machine offers, where the model runs and why, and what is wrong.

Usage: homing doctor [options]

The GPU is tried against the CPU, for right vectors and for speed, in a process of
its own, because a driver may end it. Exit code 1 where something keeps Homing from
working.

  --json            everything, as one object
  --trial           the trial of the GPU alone, in this process
${encoding}
${common}
`,
};

export function helpText(topic: CommandName | null): string {
  return topic === null ? overview : topics[topic];
}
