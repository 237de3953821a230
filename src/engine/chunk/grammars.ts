/**
 * What the syntax trees of each language call a declaration. One table; node types are those of `tree-sitter-wasms` where a
 * row names no other package: its grammar of Lua keeps state from one file to the next, and that of Scala is of a time before
 * Scala 3. Swift is left out: its grammar makes V8's optimising compiler end the whole process with "Fatal process out of memory: Zone"
 * (https://github.com/nodejs/node/issues/63421), seconds after loading. A grammar comes in here only after it has been parsed
 * with until V8 optimised it.
 */

export interface Grammar {
  /** Its name: that of its file, without `tree-sitter-` and `.wasm`. */
  readonly file: string;
  /** The file, below the folder of npm packages. */
  readonly path: string;
  /** Declarations that are not looked into. */
  readonly leaves: ReadonlySet<string>;
  /** Declarations whose members become chunks of their own where the whole is too large. */
  readonly containers: ReadonlySet<string>;
  /** Declarations, containers where they hold several of the leaves and leaves where they hold one. */
  readonly groups: ReadonlySet<string>;
  /** Nodes that may hold one declaration and count as it: `export`, decorators, templates. */
  readonly wrappers: ReadonlySet<string>;
  /** Nodes whose children count as siblings of what stands around them, such as bodies and conditional compilation. */
  readonly transparent: ReadonlySet<string>;
}

interface Row {
  readonly file: string;
  /** npm package with the grammar at its top. */
  readonly from?: string;
  readonly leaves: string;
  readonly containers?: string;
  readonly groups?: string;
  readonly wrappers?: string;
  readonly transparent?: string;
}

/** JavaScript: the way to what stands in a function that is called where it is written, as whole files do. */
const CALLED_FUNCTION =
  'expression_statement unary_expression parenthesized_expression call_expression function_expression arrow_function';

/** JavaScript: what may stand around what is declared in some surroundings only. */
const CONDITIONS = 'if_statement else_clause try_statement catch_clause finally_clause';

const TYPESCRIPT: Row = {
  file: 'typescript',
  leaves:
    'function_declaration generator_function_declaration function_signature lexical_declaration variable_declaration ' +
    'type_alias_declaration enum_declaration method_definition public_field_definition method_signature ' +
    'abstract_method_signature assignment_expression pair',
  containers:
    'class_declaration abstract_class_declaration interface_declaration internal_module module class',
  wrappers: 'export_statement ambient_declaration expression_statement',
  transparent: `class_body interface_body object_type statement_block ambient_declaration ${CONDITIONS} ${CALLED_FUNCTION}`,
};

const C: Row = {
  file: 'c',
  leaves:
    'function_definition declaration type_definition struct_specifier union_specifier enum_specifier preproc_def ' +
    'preproc_function_def',
  transparent:
    'preproc_if preproc_ifdef preproc_else preproc_elif preproc_elifdef linkage_specification declaration_list',
};

const ROWS: Readonly<Record<string, Row>> = {
  typescript: TYPESCRIPT,
  typescriptreact: { ...TYPESCRIPT, file: 'tsx' },
  javascript: {
    file: 'javascript',
    leaves:
      'function_declaration generator_function_declaration lexical_declaration variable_declaration method_definition ' +
      'field_definition assignment_expression pair',
    containers: 'class_declaration class',
    wrappers: 'export_statement expression_statement',
    transparent: `class_body statement_block ${CONDITIONS} ${CALLED_FUNCTION}`,
  },
  python: {
    file: 'python',
    leaves: 'function_definition type_alias_statement assignment',
    containers: 'class_definition',
    wrappers: 'decorated_definition expression_statement',
    transparent:
      'block if_statement elif_clause else_clause try_statement except_clause finally_clause with_statement for_statement ' +
      'while_statement match_statement case_clause except_group_clause',
  },
  go: {
    file: 'go',
    leaves: 'function_declaration method_declaration type_spec type_alias const_spec var_spec',
    groups: 'type_declaration const_declaration var_declaration',
  },
  java: {
    file: 'java',
    leaves:
      'method_declaration constructor_declaration compact_constructor_declaration field_declaration constant_declaration ' +
      'annotation_type_element_declaration enum_constant static_initializer',
    containers:
      'class_declaration interface_declaration enum_declaration record_declaration annotation_type_declaration',
    transparent: 'class_body interface_body enum_body enum_body_declarations annotation_type_body',
  },
  rust: {
    file: 'rust',
    leaves:
      'function_item function_signature_item struct_item enum_item union_item const_item static_item type_item ' +
      'macro_definition associated_type',
    containers: 'impl_item trait_item mod_item',
    transparent: 'declaration_list foreign_mod_item',
  },
  c: C,
  cpp: {
    file: 'cpp',
    leaves:
      'function_definition declaration field_declaration type_definition enum_specifier union_specifier preproc_def ' +
      'preproc_function_def alias_declaration concept_definition',
    containers: 'class_specifier struct_specifier namespace_definition',
    wrappers: 'template_declaration friend_declaration',
    transparent: `${C.transparent ?? ''} field_declaration_list`,
  },
  csharp: {
    file: 'c_sharp',
    leaves:
      'method_declaration constructor_declaration destructor_declaration property_declaration field_declaration ' +
      'event_declaration event_field_declaration indexer_declaration operator_declaration conversion_operator_declaration ' +
      'delegate_declaration local_function_statement enum_declaration',
    containers:
      'class_declaration struct_declaration interface_declaration record_declaration record_struct_declaration ' +
      'namespace_declaration file_scoped_namespace_declaration',
    wrappers: 'global_statement',
    transparent: 'declaration_list',
  },
  kotlin: {
    file: 'kotlin',
    leaves: 'function_declaration property_declaration secondary_constructor type_alias enum_entry',
    containers: 'class_declaration object_declaration companion_object',
    transparent: 'class_body enum_class_body',
  },
  scala: {
    file: 'scala',
    from: 'tree-sitter-scala',
    leaves:
      'function_definition function_declaration val_definition val_declaration var_definition var_declaration ' +
      'type_definition simple_enum_case full_enum_case',
    containers:
      'class_definition object_definition trait_definition enum_definition given_definition package_object',
    transparent:
      'template_body with_template_body enum_body enum_case_definitions extension_definition package_clause ' +
      'instance_expression',
  },
  php: {
    file: 'php',
    leaves: 'function_definition method_declaration property_declaration const_declaration enum_case',
    containers:
      'class_declaration interface_declaration trait_declaration enum_declaration namespace_definition',
    // `return new class { … }` is all that some files hold.
    transparent:
      'declaration_list enum_declaration_list compound_statement if_statement else_if_clause else_clause colon_block ' +
      'try_statement catch_clause finally_clause return_statement object_creation_expression',
  },
  ruby: {
    file: 'ruby',
    leaves: 'method singleton_method assignment',
    containers: 'class module singleton_class',
    transparent:
      'body_statement do_block block block_body if unless elsif else then case when begin rescue ensure if_modifier ' +
      'unless_modifier',
  },
  shellscript: {
    file: 'bash',
    leaves: 'function_definition',
    transparent:
      'if_statement elif_clause else_clause case_statement case_item list compound_statement subshell for_statement ' +
      'while_statement do_group',
  },
  elixir: { file: 'elixir', leaves: '', transparent: 'do_block else_block stab_clause body' },
  zig: {
    file: 'zig',
    leaves: 'function_declaration test_declaration comptime_declaration container_field',
    // `const Shape = struct { … }`; other constants hold no members and stay whole.
    containers: 'variable_declaration',
    transparent: 'struct_declaration union_declaration enum_declaration opaque_declaration',
  },
  dart: {
    file: 'dart',
    leaves:
      'function_signature getter_signature setter_signature method_signature declaration type_alias enum_declaration ' +
      'initialized_identifier_list static_final_declaration_list',
    containers:
      'class_definition mixin_declaration extension_declaration extension_type_declaration mixin_application_class',
    transparent: 'class_body extension_body',
  },
  haskell: {
    file: 'haskell',
    from: 'tree-sitter-haskell',
    leaves:
      'header signature function bind type_synomym type_family type_instance data_family kind_signature pattern_synonym ' +
      'foreign_import foreign_export deriving_instance default_signature data_constructor gadt_constructor field',
    containers: 'class instance data_type newtype',
    wrappers: 'data_instance',
    // A constructor with named fields is looked into.
    transparent:
      'imports declarations class_declarations instance_declarations data_constructors gadt_constructors ' +
      'data_constructor newtype_constructor record fields',
  },
  lua: {
    file: 'lua',
    from: '@tree-sitter-grammars/tree-sitter-lua',
    leaves: 'function_declaration variable_declaration assignment_statement field',
    wrappers: 'return_statement',
    // Tests stand in functions that are handed to others.
    transparent:
      'block do_statement if_statement elseif_statement else_statement for_statement while_statement repeat_statement ' +
      'function_call arguments function_definition',
  },
  css: {
    file: 'css',
    leaves: 'rule_set keyframes_statement',
    transparent: 'media_statement supports_statement at_rule block',
  },
  solidity: {
    file: 'solidity',
    leaves:
      'function_definition modifier_definition constructor_definition fallback_receive_definition event_definition ' +
      'struct_declaration enum_declaration state_variable_declaration error_declaration constant_variable_declaration ' +
      'user_defined_type_definition',
    containers: 'contract_declaration interface_declaration library_declaration',
    transparent: 'contract_body',
  },
};

/** Below the folder of npm packages: where the grammars of most languages are. */
const MOST = 'tree-sitter-wasms/out';

/** Languages whose files are parsed with the grammar of another. */
const SAME_AS: Readonly<Record<string, string>> = {
  javascriptreact: 'javascript',
  'cuda-cpp': 'cpp',
};

function setOf(words: string | undefined): ReadonlySet<string> {
  return new Set((words ?? '').split(' ').filter((word) => word !== ''));
}

/** Language id → its grammar, with unknown syntax (`ERROR`) looked through. */
export const GRAMMARS: ReadonlyMap<string, Grammar> = new Map(
  [...Object.keys(ROWS), ...Object.keys(SAME_AS)].flatMap((language) => {
    const row = ROWS[SAME_AS[language] ?? language];
    if (row === undefined) return [];
    const { file, from } = row;
    const grammar: Grammar = {
      file,
      path: `${from ?? MOST}/tree-sitter-${file}.wasm`,
      leaves: setOf(row.leaves),
      containers: setOf(row.containers),
      groups: setOf(row.groups),
      wrappers: setOf(row.wrappers),
      transparent: setOf(`${row.transparent ?? ''} ERROR`),
    };
    return [[language, grammar] as const];
  }),
);
