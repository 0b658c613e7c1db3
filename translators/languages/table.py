"""One row per language. Node names are those of the pinned grammars; a test builds every query, so that a grammar's
new version that renames a node fails loudly."""

from pairloom.translators.languages.grammar import Grammar

_C_DECLARATIONS = frozenset(
    {"function_definition", "declaration", "type_definition", "struct_specifier", "enum_specifier", "union_specifier"}
    | {"preproc_include", "preproc_def", "preproc_function_def", "preproc_ifdef", "preproc_if", "preproc_call"}
    | {"linkage_specification", "attribute_specifier"}
)
_JAVASCRIPT_DECLARATIONS = frozenset(
    {"function_declaration", "generator_function_declaration", "class_declaration", "lexical_declaration"}
    | {"variable_declaration", "import_statement", "export_statement", "hash_bang_line", "empty_statement"}
    | {"expression_statement/assignment_expression", "expression_statement/string", "expression_statement/class"}
)
_JAVASCRIPT_FUNCTIONS = (
    *("function_declaration", "function_expression", "generator_function_declaration", "generator_function"),
    *("arrow_function", "method_definition"),
)
_JAVASCRIPT_WRAPPERS = (("class A {\n", "\n}"), ("({\n", "\n})"))

GRAMMARS: dict[str, Grammar] = {
    grammar.name: grammar
    for grammar in (
        Grammar(
            name="python",
            package="tree-sitter-python",
            functions=("function_definition", "lambda"),
            comments=("comment",),
            strings=("string",),
            numbers=("integer", "float"),
            top_level=frozenset(
                {"function_definition", "decorated_definition", "class_definition", "import_statement"}
                | {"import_from_statement", "future_import_statement", "type_alias_statement", "try_statement"}
                | {"expression_statement/assignment", "expression_statement/string"}
            ),
        ),
        Grammar(
            name="java",
            package="tree-sitter-java",
            functions=("method_declaration", "constructor_declaration", "compact_constructor_declaration"),
            comments=("line_comment", "block_comment"),
            strings=("string_literal",),
            numbers=(
                *("decimal_integer_literal", "hex_integer_literal", "octal_integer_literal", "binary_integer_literal"),
                *("decimal_floating_point_literal", "hex_floating_point_literal"),
            ),
            top_level=frozenset(
                {"method_declaration", "constructor_declaration", "class_declaration", "interface_declaration"}
                | {"enum_declaration", "record_declaration", "annotation_type_declaration", "import_declaration"}
                | {"package_declaration", "local_variable_declaration", "field_declaration"}
            ),
            wrappers=(("class A {\n", "\n}"),),
            members=frozenset({"constructor_declaration", "method_declaration", "field_declaration"}),
            main="main",
        ),
        Grammar(
            name="go",
            package="tree-sitter-go",
            functions=("function_declaration", "method_declaration", "func_literal"),
            comments=("comment",),
            strings=("interpreted_string_literal", "raw_string_literal"),
            numbers=("int_literal", "float_literal"),
            top_level=frozenset(
                {"function_declaration", "method_declaration", "import_declaration", "package_clause"}
                | {"type_declaration", "var_declaration", "const_declaration"}
            ),
            main="main",
        ),
        Grammar(
            name="php",
            package="tree-sitter-php",
            entry="language_php_only",  # the other entry takes any text outside <?php for code
            functions=("function_definition", "method_declaration", "anonymous_function", "arrow_function"),
            comments=("comment",),
            strings=("string", "encapsed_string", "heredoc_body", "nowdoc_string"),
            numbers=("integer", "float"),
            top_level=frozenset(
                {"function_definition", "class_declaration", "interface_declaration", "trait_declaration"}
                | {"enum_declaration", "const_declaration", "namespace_definition", "namespace_use_declaration"}
                | {"declare_statement", "expression_statement/assignment_expression", "empty_statement"}
                | {"php_end_tag"}
            ),
            calls=frozenset({"define"}),
            wrappers=(("class A {\n", "\n}"), ("trait A {\n", "\n}")),
            members=frozenset({"method_declaration", "const_declaration", "property_declaration"}),
        ),
        Grammar(
            name="javascript",
            package="tree-sitter-javascript",
            functions=_JAVASCRIPT_FUNCTIONS,
            comments=("comment",),
            strings=("string", "template_string"),
            numbers=("number",),
            top_level=_JAVASCRIPT_DECLARATIONS,
            wrappers=_JAVASCRIPT_WRAPPERS,
            members=frozenset({"method_definition", "field_definition", "pair"}),
        ),
        Grammar(
            name="ruby",
            package="tree-sitter-ruby",
            functions=("method", "singleton_method", "lambda", "do_block", "block"),
            comments=("comment",),
            strings=("string", "heredoc_body", "string_array"),
            numbers=("integer", "float"),
            top_level=frozenset({"method", "singleton_method", "class", "module", "assignment", "alias"}),
            calls=frozenset(
                {"require", "require_relative", "define_method", "private", "public", "protected", "module_function"}
                | {"private_class_method", "public_class_method", "private_constant", "attr_reader", "attr_accessor"}
                | {"attr_writer", "include", "extend", "using", "memoize", "ruby2_keywords", "delegate"}
            ),
        ),
        Grammar(
            name="c",
            package="tree-sitter-c",
            functions=("function_definition",),
            comments=("comment",),
            strings=("string_literal",),
            numbers=("number_literal",),
            top_level=_C_DECLARATIONS,
            main="main",
        ),
        Grammar(
            name="cpp",
            package="tree-sitter-cpp",
            functions=("function_definition", "lambda_expression"),
            comments=("comment",),
            strings=("string_literal", "raw_string_literal"),
            numbers=("number_literal",),
            top_level=_C_DECLARATIONS
            | {"class_specifier", "template_declaration", "using_declaration", "namespace_definition"}
            | {"alias_declaration", "namespace_alias_definition", "static_assert_declaration", "concept_definition"},
            wrappers=(("struct A {\n", "\n};"),),
            members=frozenset({"function_definition", "field_declaration", "template_declaration"}),
            main="main",
        ),
        Grammar(
            name="csharp",
            package="tree-sitter-c-sharp",
            functions=(
                *("method_declaration", "local_function_statement", "constructor_declaration", "lambda_expression"),
                *("operator_declaration", "conversion_operator_declaration", "accessor_declaration"),
            ),
            comments=("comment",),
            strings=(
                *("string_literal", "verbatim_string_literal", "raw_string_literal", "interpolated_string_expression"),
            ),
            numbers=("integer_literal", "real_literal"),
            top_level=frozenset(
                {"class_declaration", "struct_declaration", "record_declaration", "interface_declaration"}
                | {"enum_declaration", "delegate_declaration", "namespace_declaration", "using_directive"}
                | {"file_scoped_namespace_declaration", "global_statement/local_function_statement"}
                | {"global_statement/local_declaration_statement", "preproc_nullable", "preproc_region"}
                | {"preproc_endregion", "preproc_pragma"}
            ),
            wrappers=(("class A {\n", "\n}"),),
            members=frozenset(
                {"method_declaration", "constructor_declaration", "field_declaration", "property_declaration"}
                | {"operator_declaration", "indexer_declaration", "conversion_operator_declaration"}
            ),
            parameter_kinds=frozenset({"parameter"}),
            main="Main",
        ),
        Grammar(
            name="rust",
            package="tree-sitter-rust",
            functions=("function_item", "closure_expression"),
            comments=("line_comment", "block_comment"),
            strings=("string_literal", "raw_string_literal"),
            numbers=("integer_literal", "float_literal"),
            top_level=frozenset(
                {"function_item", "struct_item", "enum_item", "impl_item", "trait_item", "use_declaration", "mod_item"}
                | {"const_item", "static_item", "type_item", "union_item", "macro_definition", "attribute_item"}
                | {"inner_attribute_item", "extern_crate_declaration", "foreign_mod_item"}
            ),
            main="main",
        ),
        Grammar(
            name="typescript",
            package="tree-sitter-typescript",
            entry="language_typescript",
            functions=_JAVASCRIPT_FUNCTIONS,
            comments=("comment",),
            strings=("string", "template_string"),
            numbers=("number",),
            top_level=_JAVASCRIPT_DECLARATIONS
            | {"interface_declaration", "type_alias_declaration", "enum_declaration", "function_signature"}
            | {"abstract_class_declaration", "ambient_declaration", "expression_statement/internal_module"},
            wrappers=_JAVASCRIPT_WRAPPERS,
            members=frozenset({"method_definition", "public_field_definition", "method_signature", "pair"}),
        ),
        Grammar(
            name="kotlin",
            package="tree-sitter-kotlin",
            functions=("function_declaration", "lambda_literal", "anonymous_function", "secondary_constructor"),
            comments=("line_comment", "block_comment"),
            strings=("string_literal", "multiline_string_literal"),
            numbers=("number_literal", "float_literal"),
            top_level=frozenset(
                {"function_declaration", "class_declaration", "object_declaration", "property_declaration", "import"}
                | {"package_header", "type_alias", "file_annotation"}
            ),
            wrappers=(("class A {\n", "\n}"),),
            members=frozenset({"function_declaration", "property_declaration", "secondary_constructor"}),
            parameter_kinds=frozenset({"parameter", "variable_declaration"}),
            main="main",
        ),
        Grammar(
            name="scala",
            package="tree-sitter-scala",
            functions=("function_definition", "lambda_expression"),
            comments=("comment", "block_comment"),
            strings=("string", "interpolated_string"),
            numbers=("integer_literal", "floating_point_literal"),
            top_level=frozenset(
                {"function_definition", "object_definition", "class_definition", "trait_definition"}
                | {"enum_definition", "import_declaration", "package_clause", "package_object", "val_definition"}
                | {"var_definition", "type_definition", "given_definition", "extension_definition"}
            ),
            main="main",
        ),
        Grammar(
            name="swift",
            package="tree-sitter-swift",
            functions=("function_declaration", "init_declaration", "lambda_literal"),
            comments=("comment", "multiline_comment"),
            strings=("line_string_literal", "multi_line_string_literal", "raw_string_literal"),
            numbers=("integer_literal", "hex_literal", "real_literal", "bin_literal", "oct_literal"),
            top_level=frozenset(
                {"function_declaration", "class_declaration", "protocol_declaration", "property_declaration"}
                | {"import_declaration", "typealias_declaration", "operator_declaration", "init_declaration"}
            ),
            wrappers=(("class A {\n", "\n}"),),
            members=frozenset({"function_declaration", "property_declaration", "init_declaration"}),
            parameter_kinds=frozenset({"parameter", "lambda_parameter"}),
            main="main",
        ),
    )
}
