/** Whose work is in the packages, as far as no file of an npm package tells it. */

export interface Part {
  readonly name: string;
  readonly licence: string;
  readonly source: string;
  readonly copyright: string;
}

const microsoft = 'Copyright (c) Microsoft Corporation';

/** npm packages that carry no file of their licence. */
export const withoutLicenceFile: Readonly<Record<string, string>> = {
  'onnxruntime-common': microsoft,
  'onnxruntime-node': microsoft,
  'onnxruntime-web': microsoft,
};

/** npm packages that `esbuild.js` takes into our own bundles. */
export const insideBundles: readonly string[] = ['chardet'];

/** What is compiled into, or lies beside, the libraries of ONNX Runtime 1.30. */
export const insideOnnxRuntime: readonly Part[] = [
  part('Abseil', 'Apache-2.0', 'https://github.com/abseil/abseil-cpp', 'Copyright The Abseil Authors'),
  part('Boost.Mp11', 'BSL-1.0', 'https://github.com/boostorg/mp11', 'Copyright Peter Dimov'),
  part(
    'cpuinfo',
    'BSD-2-Clause',
    'https://github.com/pytorch/cpuinfo',
    'Copyright (c) 2019 Google LLC, (c) 2017-2018 Facebook Inc., (c) 2012-2017 Georgia Institute of Technology, (c) 2010-2012 Marat Dukhan',
  ),
  part('date', 'MIT', 'https://github.com/HowardHinnant/date', 'Copyright (c) Howard Hinnant and others'),
  part(
    'Dawn and Tint',
    'BSD-3-Clause',
    'https://dawn.googlesource.com/dawn',
    'Copyright The Dawn & Tint Authors',
  ),
  part(
    'DirectML (DirectML.dll; Windows)',
    'Microsoft Software License Terms',
    'https://github.com/microsoft/DirectML',
    'Copyright (c) Microsoft Corporation',
  ),
  part(
    'DirectX Shader Compiler (dxcompiler.dll, dxil.dll; Windows)',
    'NCSA; dxil.dll: Microsoft Software License Terms',
    'https://github.com/microsoft/DirectXShaderCompiler',
    'Copyright (c) 2003-2015 University of Illinois at Urbana-Champaign, Copyright (c) Microsoft Corporation',
  ),
  part(
    'Eigen',
    'MPL-2.0',
    'https://gitlab.com/libeigen/eigen',
    'Copyright Gael Guennebaud, Benoit Jacob and others',
  ),
  part('FlatBuffers', 'Apache-2.0', 'https://github.com/google/flatbuffers', 'Copyright Google Inc.'),
  part('GSL', 'MIT', 'https://github.com/microsoft/GSL', 'Copyright (c) 2015 Microsoft Corporation'),
  part(
    'JSON for Modern C++',
    'MIT',
    'https://github.com/nlohmann/json',
    'Copyright (c) 2013-2025 Niels Lohmann',
  ),
  part('KleidiAI', 'Apache-2.0', 'https://gitlab.arm.com/kleidi/kleidiai', 'Copyright Arm Limited'),
  part('ONNX', 'Apache-2.0', 'https://github.com/onnx/onnx', 'Copyright (c) ONNX Project Contributors'),
  part(
    'Protocol Buffers',
    'BSD-3-Clause',
    'https://github.com/protocolbuffers/protobuf',
    'Copyright 2008 Google Inc.',
  ),
  part('RE2', 'BSD-3-Clause', 'https://github.com/google/re2', 'Copyright (c) 2009 The RE2 Authors'),
  part('SafeInt', 'MIT', 'https://github.com/dcleblanc/SafeInt', 'Copyright (c) Microsoft Corporation'),
  part(
    'XNNPACK',
    'BSD-3-Clause',
    'https://github.com/google/XNNPACK',
    'Copyright Google LLC, Facebook, Inc.',
  ),
];

/** What is compiled into usearch. */
export const insideUsearch: readonly Part[] = [
  part('NumKong', 'Apache-2.0', 'https://github.com/ashvardanian/NumKong', 'Copyright Ash Vardanian'),
  part(
    'FP16',
    'MIT',
    'https://github.com/Maratyszcza/FP16',
    'Copyright (c) 2017 Facebook Inc., Georgia Institute of Technology, Google Inc.',
  ),
];

/** Who wrote each grammar; the name is that of its file. */
export const grammarAuthors: Readonly<Record<string, Omit<Part, 'name'>>> = {
  bash: grammar('2017 Max Brunsfeld', 'bash'),
  c: grammar('2014 Max Brunsfeld', 'c'),
  c_sharp: grammar('2014 Max Brunsfeld', 'c-sharp'),
  cpp: grammar('2014 Max Brunsfeld', 'cpp'),
  css: grammar('2018 Max Brunsfeld', 'css'),
  dart: grammar('2020-2022 UserNobody14 and others', 'dart', 'UserNobody14'),
  elixir: {
    licence: 'Apache-2.0',
    source: 'https://github.com/elixir-lang/tree-sitter-elixir',
    copyright: 'Copyright the authors of tree-sitter-elixir',
  },
  go: grammar('2014 Max Brunsfeld', 'go'),
  haskell: grammar('2014 Max Brunsfeld', 'haskell'),
  java: grammar('2017 Ayman Nadeem', 'java'),
  javascript: grammar('2014 Max Brunsfeld', 'javascript'),
  kotlin: grammar('2019 fwcd', 'kotlin', 'fwcd'),
  lua: grammar('2021 Munif Tanjim', 'lua', 'tree-sitter-grammars'),
  php: grammar(
    '2017 Josh Vera, GitHub; 2019 Max Brunsfeld, Amaan Qureshi, Christian Frøystad, Caleb White',
    'php',
  ),
  python: grammar('2016 Max Brunsfeld', 'python'),
  ruby: grammar('2016 Rob Rix', 'ruby'),
  rust: grammar('2017 Maxim Sokolov', 'rust'),
  scala: grammar('2018 Max Brunsfeld and GitHub', 'scala'),
  solidity: grammar('2020 Joran Honig', 'solidity', 'JoranHonig'),
  tsx: grammar('2017 GitHub', 'typescript'),
  typescript: grammar('2017 GitHub', 'typescript'),
  zig: grammar('2024 Amaan Qureshi', 'zig', 'tree-sitter-grammars'),
};

function part(name: string, licence: string, source: string, copyright: string): Part {
  return { name, licence, source, copyright };
}

/** Under the MIT licence. */
function grammar(copyright: string, repository: string, owner = 'tree-sitter'): Omit<Part, 'name'> {
  const source = `https://github.com/${owner}/tree-sitter-${repository}`;
  return { licence: 'MIT', source, copyright: `Copyright (c) ${copyright}` };
}
