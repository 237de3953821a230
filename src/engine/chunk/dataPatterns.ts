/** How parts of configuration, interfaces, build files, style sheets and markup begin a line. */
import { NAME, PATH, type PatternRow, line } from './linePattern.ts';

const STYLE: PatternRow = {
  leaves: [line(String.raw`(?<name>[@$%][\w-]+)\s*:\s`)],
  containers: [
    line(String.raw`@(?:mixin|function|keyframes|layer)\s+(?<name>[\w-]+)`),
    line(String.raw`(?<name>@(?:media|supports|include|font-face|container|page)\b[^{]*)`),
    line(String.raw`(?<name>[^\s@{}/;$](?:[^{};]|#\{[^}]*\})*?)\s*\{\s*(?:\/\/.*)?$`),
  ],
};
const SHADER: PatternRow = {
  leaves: [
    line(String.raw`(?:fn|struct|cbuffer)\s+${NAME}`),
    line(String.raw`(?:\w+\s+)+${NAME}\s*\([^;]*(?:\{|\)|,)\s*$`),
  ],
};

const JSON_KEYS: PatternRow = { containers: [line(String.raw`"(?<name>[^"\\]+)"\s*:`)] };

export const DATA_PATTERNS: Readonly<Record<string, PatternRow>> = {
  terraform: {
    containers: [
      line(
        String.raw`(?:resource|data|module|variable|output|provider|locals|terraform|moved|import|check)\b\s*(?<name>(?:"[^"]*"\s*)*|)\{`,
      ),
      line(String.raw`(?<name>\w+)\s*\{\s*$`),
    ],
  },
  proto3: {
    containers: [line(String.raw`(?:message|service|enum|extend|oneof)\s+(?<name>[\w.]+)`)],
    leaves: [line(String.raw`rpc\s+${NAME}`)],
  },
  thrift: {
    containers: [line(String.raw`(?:struct|service|enum|union|exception)\s+${NAME}`)],
    leaves: [line(String.raw`(?:const|typedef)\s+\S+\s+${NAME}`)],
  },
  graphql: {
    leaves: [
      line(
        String.raw`(?:extend\s+)?(?:type|input|interface|enum|union|scalar|directive|query|mutation|subscription|fragment|schema)\s+(?<name>@?\w+)`,
      ),
    ],
  },
  prisma: { leaves: [line(String.raw`(?:model|enum|type|datasource|generator|view)\s+${NAME}`)] },
  dockerfile: { isOpen: true, leaves: [/^FROM\s+(?<name>\S+(?:\s+AS\s+\S+)?)/i] },
  makefile: {
    isOpen: true,
    leaves: [/^(?![.]PHONY)(?<name>[\w./%$(){}-]+(?:\s+[\w./%-]+)*)\s*::?(?!=)/, /^define\s+(?<name>\S+)/],
  },
  just: { isOpen: true, leaves: [/^@?(?<name>[\w-]+)(?:\s+[^:=]*)?:(?!=)/] },
  cmake: {
    leaves: [
      line(
        String.raw`(?:function|macro|add_executable|add_library|add_custom_target|project)\s*\(\s*(?<name>[^\s)]+)`,
        'iu',
      ),
    ],
  },
  pascal: {
    leaves: [
      line(
        String.raw`(?:class\s+)?(?:function|procedure|constructor|destructor)\s+${PATH}(?=[\s(;:]|$)`,
        'iu',
      ),
      line(String.raw`${NAME}\s*=\s*(?:packed\s+)?(?:class|record|interface)\b`, 'iu'),
    ],
  },
  'fortran-modern': {
    containers: [line(String.raw`(?:module|program)\s+(?!procedure\b)${NAME}`, 'iu')],
    leaves: [line(String.raw`(?!end\b)(?:[\w()=*]+\s+)*(?:subroutine|function)\s+${NAME}`, 'iu')],
  },
  vb: {
    containers: [
      line(
        String.raw`(?:\w+\s+)*?(?<!end\s)(?:class|module|structure|interface|namespace)\s+${PATH}\s*$`,
        'iu',
      ),
    ],
    leaves: [
      line(String.raw`(?!end\b|exit\b|declare\b)(?:\w+\s+)*?(?:sub|function|property|enum)\s+${NAME}`, 'iu'),
    ],
  },
  crystal: {
    containers: [line(String.raw`(?:abstract\s+)?(?:class|module|struct|enum|lib)\s+(?<name>[\w:]+)`)],
    leaves: [
      line(
        String.raw`(?:private\s+|protected\s+|abstract\s+)*(?:def|macro|annotation)\s+(?<name>(?:self\.)?[\w?!=]+)`,
      ),
    ],
  },
  gdscript: {
    containers: [line(String.raw`class\s+${NAME}`)],
    leaves: [line(String.raw`(?:static\s+)?func\s+${NAME}`), line(String.raw`(?:signal|enum)\s+${NAME}`)],
  },
  tcl: { leaves: [line(String.raw`proc\s+(?<name>\S+)`)] },
  verilog: {
    containers: [line(String.raw`(?:module|interface|package|class)\s+${NAME}`)],
    leaves: [line(String.raw`(?:function|task)\s+(?:\w+\s+)*?${NAME}\s*[(;]`)],
  },
  vhdl: {
    leaves: [
      line(String.raw`(?:entity|architecture|package(?:\s+body)?|procedure|function)\s+${NAME}`, 'iu'),
      line(String.raw`${NAME}\s*:\s*process\b`, 'iu'),
    ],
  },
  glsl: SHADER,
  hlsl: SHADER,
  wgsl: SHADER,
  scss: STYLE,
  less: STYLE,
  sass: { leaves: [/^[@=]\w*\s*(?<name>[\w-]+)/, /^(?<name>[^\s@/$][^;]*?),?\s*$/] },
  stylus: { leaves: [/^(?<name>[^\s@/$=][^;:=]*?),?\s*$/, /^(?<name>[\w-]+)\([^)]*\)\s*$/] },
  json: JSON_KEYS,
  jsonc: JSON_KEYS,
  yaml: {
    isOpen: true,
    containers: [
      /^\s*(?<name>(?:"[^"]+"|'[^']+'|[^\s#"'{}[\]&*!|>%@`,-][^\s#:]*(?: [^\s#:]+)*))\s*:(?:\s|$)/,
    ],
  },
  toml: { isOpen: true, leaves: [/^\s*\[{1,2}\s*(?<name>[^\]]+?)\s*\]{1,2}/] },
  ini: { isOpen: true, leaves: [/^\s*\[\s*(?<name>[^\]]+?)\s*\]/] },
  html: {
    isMarkup: true,
    isOpen: true,
    containers: [
      line(String.raw`<h[1-6]\b[^>]*>(?:\s*<[^>]*>)*\s*(?<name>[^<]+)`, 'iu'),
      line(
        String.raw`<(?:main|nav|header|footer|section|article|aside|form|table|dialog|div|template|fieldset|dl)\b[^>]*?\bid=["']?(?<name>[^"'\s>]+)`,
        'iu',
      ),
      line(
        String.raw`<(?<name>head|body|main|nav|header|footer|section|article|aside|form|table|dialog|template)\b`,
        'iu',
      ),
    ],
  },
};
