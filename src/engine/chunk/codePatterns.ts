/** How declarations of programming languages begin a line. */
import { BACKTICKED, NAME, PATH, type PatternRow, line } from './linePattern.ts';

const SWIFT_WORDS = String.raw`(?:@\w+(?:\([^)]*\))?\s+|(?:public|private|fileprivate|internal|open|package|static|class|final|override|mutating|nonmutating|convenience|required|indirect|lazy|weak|nonisolated|isolated|prefix|postfix|infix|async)(?:\(set\))?\s+)*`;
const LISP: PatternRow = {
  leaves: [line(String.raw`\((?:def[\w-]*\*?|define(?:-[\w-]+)?|ns|cl-def\w+)\s+[('^]?\s*(?<name>[^\s()]+)`)],
};
export const CODE_PATTERNS: Readonly<Record<string, PatternRow>> = {
  swift: {
    leaves: [
      line(String.raw`${SWIFT_WORDS}(?:func|var|let|typealias|case|macro|operator)\s+${NAME}`),
      line(String.raw`${SWIFT_WORDS}func\s+(?<name>[^\s\w(]+)`),
      line(String.raw`${SWIFT_WORDS}(?<name>init|deinit|subscript)\b[?!]?\s*[(<{]`),
    ],
    containers: [
      line(
        String.raw`${SWIFT_WORDS}(?:class|struct|enum|protocol|actor|extension)\s+(?!func\b|var\b|let\b)(?<name>[\p{L}_][\p{L}\p{N}_.]*)`,
      ),
    ],
  },
  lua: {
    leaves: [
      line(String.raw`(?:local\s+)?function\s+${PATH}\s*\(`),
      line(String.raw`(?:local\s+)?${PATH}\s*=\s*(?:function\b|\{|setmetatable\b)`),
    ],
  },
  haskell: {
    containers: [
      /^class\s+(?:.*=>\s*)?(?<name>[A-Z][\w.']*)/,
      /^instance\s+(?:\{-#.*?#-\}\s*)?(?:.*=>\s*)?(?<name>[A-Z][\w.']*(?:\s+(?:\([^()]*\)|[^\s(]\S*))?)/,
    ],
    leaves: [
      /^(?:data|newtype|type(?:\s+family)?)\s+(?:instance\s+)?(?:.*=>\s*)?(?<name>[A-Z][\w']*)/,
      /^\s*(?!(?:module|import|where|let|in|do|case|of|if|then|else|infix[lr]?|deriving|class|instance|data|type|newtype)\b)(?<name>[a-z_][\w']*|\([^\s\w()]+\))(?:\s*,\s*[a-z_][\w']*)*\s*::/,
      /^(?!(?:module|import|where|infix[lr]?|deriving|class|instance|data|type|newtype|default|foreign)\b)(?<name>[a-z_][\w']*)(?:\s[^=]*)?(?:=|\|)/,
    ],
  },
  ocaml: {
    containers: [
      line(String.raw`module\s+(?:type\s+|rec\s+)?${NAME}`),
      line(String.raw`class\s+(?:virtual\s+)?${NAME}`),
    ],
    leaves: [
      /^\s{0,4}(?:let|and)\s+(?:rec\s+|%\w+\s+)?(?<name>[a-z_][\w']*|\(\s*[^\s\w]+\s*\))/,
      line(
        String.raw`(?:val|external|exception|type|method)\s+(?:nonrec\s+|!\s*)?(?:\([^)]*\)\s*|'\w+\s+|[+-]?'\w+\s+)?${NAME}`,
      ),
    ],
  },
  'objective-c': {
    containers: [/^@(?:interface|implementation|protocol)\s+(?<name>\w+(?:\s*\(\w*\))?)/],
    isOpen: true,
    members: [
      /^[-+]\s*\([^)]*\)\s*(?<name>\w+)/,
      /^(?:static\s+|inline\s+|extern\s+)*[A-Za-z_][\w\s*]*?\b(?<name>\w+)\s*\([^;]*$/,
    ],
  },
  elm: {
    leaves: [
      /^(?:type(?:\s+alias)?|port)\s+(?<name>\w+)/,
      /^(?!module\b|import\b|type\b|port\b)(?<name>[a-z]\w*)\b[^=]*(?:=|:)/,
    ],
  },
  fsharp: {
    containers: [
      line(
        String.raw`(?:module|namespace|type|and)\s+(?:rec\s+|private\s+|internal\s+)?${PATH}(?=[\s<(=:]|$)`,
      ),
    ],
    leaves: [
      line(
        String.raw`(?:let|and)\s+(?:rec\s+|inline\s+|private\s+|mutable\s+|internal\s+)*${NAME}(?![\p{L}\p{N}_$]).*=`,
      ),
      line(String.raw`(?:(?:static|abstract|override|default)\s+)*member\s+(?:\w+\.)?${NAME}`),
    ],
  },
  sql: {
    isOpen: true,
    leaves: [
      line(
        String.raw`(?:create|alter|drop|replace)\s+(?:or\s+(?:replace|alter)\s+)?(?:global\s+|local\s+|temp(?:orary)?\s+|unique\s+|materialized\s+|unlogged\s+|external\s+|virtual\s+|recursive\s+|clustered\s+|nonclustered\s+)*(?:table|view|function|procedure|proc|trigger|index|type|schema|database|sequence|domain|extension|role|user|policy|rule|package(?:\s+body)?)\s+(?:if\s+(?:not\s+)?exists\s+)?(?:concurrently\s+)?(?<name>[^\s(;]+)`,
        'iu',
      ),
      line(
        String.raw`(?:insert\s+into|update|delete\s+from|merge\s+into|truncate\s+table|copy)\s+(?<name>[^\s(;]+)`,
        'iu',
      ),
      line(String.raw`--\s*name:\s*(?<name>\S+)`),
    ],
  },
  perl: { leaves: [line(String.raw`sub\s+${PATH}\s*[({]`), line(String.raw`package\s+(?<name>[\w:]+)`)] },
  r: { leaves: [line(String.raw`${PATH}\s*(?:<-|=)\s*(?:function\b|\\\(|R6Class\b)`)] },
  julia: {
    containers: [line(String.raw`(?:bare)?module\s+${NAME}`)],
    leaves: [
      line(
        String.raw`(?:@\w+\s+)*(?:function|macro|(?:mutable\s+)?struct|abstract\s+type)\s+${PATH}(?=[\s({<]|$)`,
      ),
      /^(?<name>[\p{L}_][\p{L}\p{N}_!.]*)\([^=]*\)[^=]*=(?!=)/u,
    ],
  },
  erlang: {
    leaves: [
      /^(?<name>[a-z]\w*)\s*\(.*(?:->|when|,)?/,
      /^-(?:record|define|type|opaque|spec)\(?\s*(?<name>\w+)/,
    ],
  },
  clojure: LISP,
  lisp: LISP,
  scheme: LISP,
  racket: LISP,
  'emacs-lisp': LISP,
  nim: {
    leaves: [
      line(String.raw`(?:proc|func|method|iterator|template|macro|converter)\s+${BACKTICKED}`),
      line(String.raw`${NAME}\*?\s*=\s*(?:ref\s+)?(?:object|enum|tuple)\b`),
    ],
  },
  powershell: {
    containers: [line(String.raw`class\s+${NAME}`, 'iu')],
    leaves: [line(String.raw`(?:function|filter|workflow)\s+(?<name>[\w:-]+)`, 'iu')],
  },
  groovy: {
    containers: [
      line(String.raw`(?:\w+\s+)*(?:class|interface|trait|enum)\s+${NAME}`),
      line(String.raw`(?<name>\w+)\s*(?:\([^)]*\))?\s*\{\s*$`),
    ],
    leaves: [
      line(String.raw`(?:def|void|static|private|public|protected|[A-Z]\w*)\s+(?:\w+\s+)*${NAME}\s*\(`),
    ],
  },
  viml: { leaves: [line(String.raw`(?:fu(?:nc(?:tion)?)?|def)!?\s+(?<name>[\w:#.<>]+)`)] },
};
