/** `npm run notices`: THIRD_PARTY_NOTICES.md, made of what the packages hold and of the licences that lie beside it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GRAMMARS } from '../../src/engine/chunk/grammars.ts';
import { projectRoot } from '../project.ts';
import { contentsOf, targetNames } from './contents.ts';
import {
  grammarAuthors,
  insideBundles,
  insideOnnxRuntime,
  insideUsearch,
  withoutLicenceFile,
  type Part,
} from './thirdParties.ts';

export const noticesFile = join(projectRoot, 'THIRD_PARTY_NOTICES.md');

const introduction = `# Third-party notices

Homing is published under the Apache License 2.0 (\`LICENSE\`). Its packages also hold the work of others, listed here with
their licences. \`npm run notices\` writes this file. What the models were made from stands in \`models/LICENSES.md\`.
`;

const mitText = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** The whole file. Throws where a package has no licence that is known, or a grammar no author. */
export async function thirdPartyNotices(): Promise<string> {
  const shipped = targetNames.flatMap((target) => contentsOf(target).packages);
  const names = [...new Set([...shipped, ...insideBundles])].sort();
  const packages = await Promise.all(names.map(packageSection));
  const files = [...new Set([...GRAMMARS.values()].map(({ file }) => file))].sort();
  const grammars = files.map((file) => {
    const author = grammarAuthors[file];
    if (author === undefined) throw new Error(`thirdParties.ts does not name who wrote the grammar ${file}`);
    return { name: `tree-sitter-${file}.wasm`, ...author };
  });
  return [
    introduction,
    '## Packages\n',
    ...packages,
    '## Inside the libraries of ONNX Runtime\n',
    'ONNX Runtime lists all of it, with the texts, in its own `ThirdPartyNotices.txt`',
    '(https://github.com/microsoft/onnxruntime/blob/v1.30.0/ThirdPartyNotices.txt). The larger parts:\n',
    table(insideOnnxRuntime),
    '## Inside usearch\n',
    table(insideUsearch),
    '## Grammars\n',
    'Compiled to WebAssembly by tree-sitter-wasms, where no package of their own stands above.\n',
    table(grammars),
    '## Texts\n',
    '### MIT licence\n',
    'Of everything above that names it, with the copyright given there.\n',
    `${mitText}\n`,
    '### Apache License 2.0\n',
    'In the file `LICENSE` beside this one.\n',
    '### BSD licences\n',
    'Of everything above that names one, with the copyright given there. BSD-2-Clause has the first two conditions.\n',
    `${bsdText}\n`,
    '### Others\n',
    otherTexts,
  ].join('\n');
}

const bsdText = `Redistribution and use in source and binary forms, with or without modification, are permitted provided that the following
conditions are met:

1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following
   disclaimer.
2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following
   disclaimer in the documentation and/or other materials provided with the distribution.
3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote products
   derived from this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING,
BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT
SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING
NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.`;

const otherTexts = `- BSL-1.0: https://www.boost.org/LICENSE_1_0.txt
- MPL-2.0: https://www.mozilla.org/MPL/2.0/ (Eigen's source is at the address above)
- NCSA: https://opensource.org/license/uoi-ncsa-php
`;

function table(parts: readonly Part[]): string {
  const rows = parts.map(
    ({ name, licence, source, copyright }) => `| ${name} | ${licence} | ${copyright} | ${source} |`,
  );
  return ['| Part | Licence | Copyright | Source |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}

async function packageSection(name: string): Promise<string> {
  const folder = join(projectRoot, 'node_modules', name);
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    version: string;
    license: string;
  };
  return `### ${name} ${manifest.version} (${manifest.license})\n\n${await licenceOf(name, folder)}`;
}

/** The text of the package's licence, or whose it is where the text stands at the end of the notices. */
async function licenceOf(name: string, folder: string): Promise<string> {
  const file = (await readdir(folder)).find((each) => /^licen[cs]e(\.|$)/i.test(each));
  if (file === undefined) {
    const copyright = withoutLicenceFile[name];
    if (copyright === undefined)
      throw new Error(`${name} has no licence file, and thirdParties.ts names none`);
    return `${copyright}. MIT licence: see below.\n`;
  }
  const text = (await readFile(join(folder, file), 'utf8')).trim().replaceAll('\r', '');
  if (text.startsWith('Apache License')) return 'Apache License 2.0: see below.\n';
  return `\`\`\`text\n${text}\n\`\`\`\n`;
}
