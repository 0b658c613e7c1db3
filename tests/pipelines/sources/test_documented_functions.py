"""Every documented function of a file is read, or a rejection says where it is."""

import pytest

from pairloom.pipelines.sources import source_tree
from pairloom.schemas.files import BadRow
from pairloom.translators.checks.judge import examine

SAID = "Doubles the width of it."
JAVASCRIPT_BODY = "(width) {\n  const doubled = 2 * width;\n  return doubled;\n}"
ARROW = "(width) => {\n  const doubled = 2 * width;\n  return doubled;\n}"
RUBY_BODY = "(width)\n  doubled = 2 * width\n  doubled\nend"


def names(code, language):
    """The names of the functions found, all of which have the one text and pass the checks of sources."""
    found = list(source_tree.extract(code.encode(), language))
    for _, text, extracted in found:
        assert text.split("\n")[0] == SAID
        assert SAID not in extracted
        assert examine(extracted, language, allow_stubs=False).problem is None, extracted
    return [name for name, _, _ in found]


ASSIGNED = {
    f"exports.wider = function {JAVASCRIPT_BODY};": "wider",
    f"module.exports.wider = {ARROW};": "wider",
    f"module.exports = function wider{JAVASCRIPT_BODY};": "wider",
    f"exports = module.exports = function wider{JAVASCRIPT_BODY};": "wider",
    f"exports.wider = exports.larger = {ARROW};": "larger",
    f"Box.prototype.wider = async function {JAVASCRIPT_BODY};": "Box.wider",
    f"Box.wider = function* {JAVASCRIPT_BODY}": "Box.wider",
    f"this.wider = {ARROW};": "wider",
    f"wider = {ARROW};": "wider",
    f"const wider = (function {JAVASCRIPT_BODY});": "wider",
    f"Box.wider = Box.wider || function {JAVASCRIPT_BODY};": "Box.wider",
    f"const wider = memo({ARROW});": "wider",
    f"export const wider = React.memo(forwardRef(function inner{JAVASCRIPT_BODY}), same);": "wider",
    f"var wider = debounce(function {JAVASCRIPT_BODY}, 100);": "wider",
    f"exports.wider = once({ARROW});": "wider",
    f"class Box {{\n/** {SAID} */\nwider = {ARROW};\n}}": "Box.wider",
    f"class Box {{\n/** {SAID} */\nstatic wider = {ARROW}\n}}": "Box.wider",
    f"class Box {{\n/** {SAID} */\n#wider = memo(function {JAVASCRIPT_BODY});\n}}": "Box.#wider",
    f"const api = {{\n/** {SAID} */\nwider: function {JAVASCRIPT_BODY},\n}};": "wider",
    f"export default {{ methods: {{\n/** {SAID} */\nwider: async {ARROW}, other: 1 }} }};": "wider",
    f"module.exports = {{\n/** {SAID} */\nwider: memo({ARROW}) }};": "wider",
    f"call({{ /** {SAID} */ wider: {ARROW} }});": "wider",
    f"var first = 1,\n/** {SAID} */\nwider = {ARROW};": "wider",
    f"export default function wider{JAVASCRIPT_BODY}": "wider",
}


@pytest.mark.parametrize("code", ASSIGNED)
def test_javascript_functions_that_are_assigned(code):
    documented = code if SAID in code else f"/** {SAID} */\n{code}"
    assert names(documented, "javascript") == [ASSIGNED[code]]


@pytest.mark.parametrize(
    "code",
    [
        f"const all = widths.map({ARROW});",
        f"const timer = setTimeout({ARROW}, 10);",
        f"const result = (function {JAVASCRIPT_BODY})();",
        f"const box = new Box({ARROW});",
        f"const both = compose({ARROW}, {ARROW});",
        f"const table = {{ wider: {ARROW} }};",
        f"module.exports = function {JAVASCRIPT_BODY};",
        f"describe('it', {ARROW});",
        f"const wider = 1, other = {ARROW};",
    ],
)
def test_javascript_values_that_are_no_named_functions(code):
    assert names(f"/** {SAID} */\n{code}", "javascript") == []


def test_a_call_whose_documentation_speaks_of_a_function_gives_one():
    code = f"/**\n * {SAID}\n * @param {{number}} width\n */\nconst wider = tools.wrap({ARROW});"
    assert names(code, "javascript") == ["wider"]


@pytest.mark.parametrize(
    "code",
    [
        f"private def wider{RUBY_BODY}",
        f"memoize def wider{RUBY_BODY}",
        f"private memoize def wider{RUBY_BODY}",
        f"private_class_method def self.wider{RUBY_BODY}",
        f"public(def wider{RUBY_BODY})",
        f"memoize(def wider{RUBY_BODY}, 60)",
        f"Memo.keep def wider{RUBY_BODY}",
        f"sig {{ params(width: Integer).returns(Integer) }}\ndef wider{RUBY_BODY}",
        f"sig do\n  params(width: Integer)\nend\ndef self.wider{RUBY_BODY}",
        f"sig(:final) {{ void }}\n# rubocop:disable all\nprivate def wider{RUBY_BODY}",
        f"T::Sig::WithoutRuntime.sig {{ void }}\ndef wider{RUBY_BODY}",
        f"Contract Num => Num\ndef wider{RUBY_BODY}",
        f"def wider{RUBY_BODY} unless method_defined?(:wider)",
    ],
)
def test_ruby_methods_behind_modifiers_and_signatures(code):
    assert names(f"# {SAID}\n{code}", "ruby") == ["wider"]
    assert names(f"class Box\n  # {SAID}\n  {code}\nend", "ruby") == ["Box.wider"]
    assert names(f"if modern\n  # {SAID}\n  {code}\nend", "ruby") == ["wider"]
    assert names(f"# {SAID}\n\n{code}", "ruby") == []


def test_a_ruby_comment_about_something_else_is_no_documentation():
    assert names(f"class Box\n  # {SAID}\n  attr_reader :width\n  def wider{RUBY_BODY}\nend", "ruby") == []


JAVA_BODY = "int wider(int width) {\n  int doubled = 2 * width;\n  return doubled;\n}"
PHP_BODY = "function wider(int $width): int {\n  $doubled = 2 * $width;\n  return $doubled;\n}"


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("java", f"/** {SAID} */\n// NOSONAR\n@Override\npublic {JAVA_BODY}"),
        ("java", f'/** {SAID} */\n@Has({{"a",\n  "b"}})\npublic <T extends Number> {JAVA_BODY}'),
        ("java", f"@Deprecated\n/** {SAID} */\nstatic {JAVA_BODY}"),
        ("java", f"/** {SAID} */ static {JAVA_BODY}"),
        ("php", f"/** {SAID} */\n#[Pure]\n#[Other(1)]\n{PHP_BODY}"),
        ("php", f"#[Pure]\n/** {SAID} */\nfinal public static {PHP_BODY}"),
        ("php", f"/** {SAID} */\n// phpcs:ignore\n/* plain */\nprivate {PHP_BODY}"),
        ("javascript", f"/** {SAID} */\n// eslint-disable-next-line\n@bound\nwider{JAVASCRIPT_BODY}"),
        ("javascript", f"@bound\n/** {SAID} */\nwider{JAVASCRIPT_BODY}"),
    ],
)
def test_annotations_and_comments_to_tools_between_documentation_and_function(language, code):
    opening = "<?php\n" if language == "php" else ""
    assert names(f"{opening}class Box {{\n{code}\n}}", language) == ["Box.wider"]


@pytest.mark.parametrize("before", ["//\n//go:noinline\n", "//nolint:all\n", "//go:build linux\n//go:nosplit\n"])
def test_go_directives_and_type_parameters(before):
    body = "(width T) T {\n\tdoubled := 2 * width\n\treturn doubled\n}"
    assert names(f"package box\n\n// {SAID}\n{before}func Wider[T int | float64]{body}\n", "go") == ["Wider"]
    assert names(f"package box\n\n// {SAID}\n{before}func (b *Box[T]) Wider{body}\n", "go") == ["Box.Wider"]


GOOD = {
    "java": f"/** {SAID} */\nstatic {JAVA_BODY}\n",
    "php": f"/** {SAID} */\n{PHP_BODY}\n",
    "javascript": f"/** {SAID} */\nfunction wider{JAVASCRIPT_BODY}\n",
    "ruby": f"# {SAID}\ndef wider{RUBY_BODY}\n",
    "go": f"// {SAID}\nfunc wider(width int) int {{\n\tdoubled := 2 * width\n\treturn doubled\n}}\n",
}


@pytest.mark.parametrize("language", GOOD)
def test_functions_found_are_records_and_rejections(language):
    opening, closing = {"java": ("class Box {\n", "}\n"), "php": ("<?php\n", "")}.get(language, ("", ""))
    good = GOOD[language]
    broken = good.replace("wider", "broken").replace("2 *", "2 * )")
    for body in (good + broken + good, broken + good + good):
        content = opening + body + closing
        found = list(source_tree.extract(content.encode(), language))
        (problem,) = (item for item in found if isinstance(item, BadRow))
        assert len(found) == 3
        assert problem.reason == "unparsable_source"
        line = content[: content.index("broken")].count("\n") + 1
        assert problem.detail.startswith(f"line {line}: "), problem.detail


@pytest.mark.parametrize("language", GOOD)
def test_errors_outside_of_documented_functions_are_one_rejection(language):
    opening, closing = {"java": ("class Box {\n", "}\n"), "php": ("<?php\n", "")}.get(language, ("", ""))
    content = opening + GOOD[language] + ")\n" + GOOD[language] + ") )\n" + GOOD[language] * 3 + closing
    problems = [item for item in source_tree.extract(content.encode(), language) if isinstance(item, BadRow)]
    assert [problem.reason for problem in problems if "functions may be missing" in problem.detail] == [
        "unparsable_source"
    ]


def test_a_function_that_is_too_large_costs_itself(read_source, tmp_path):
    huge = GOOD["javascript"].replace("wider", "huge").replace("2 *", f"'{'x' * 1_000_000}' +")
    (tmp_path / "a.js").write_text(GOOD["javascript"] + huge + GOOD["javascript"].replace("wider", "last"))
    (tmp_path / "b.js").write_text(GOOD["javascript"] + "let broken = ) 1;\n" + GOOD["javascript"] * 2)
    records, rejections = read_source(reader="source-tree", path=str(tmp_path), repository="own/name")
    assert [record.function_name for record in records] == ["wider", "last", "wider", "wider", "wider"]
    assert [rejection.reason for rejection in rejections] == ["too_large", "unparsable_source"]
    assert "a.js: huge: its code has 1,000,0" in rejections[0].detail
    assert "b.js: line 6: does not parse as javascript" in rejections[1].detail
