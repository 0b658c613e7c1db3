import ast
import shutil
from pathlib import Path

from pairloom.pipelines.sources import python_source


def functions(data):
    return {
        name: (text, code) for name, text, code in python_source.extract_python((data / "area.py.txt").read_bytes())
    }


def test_takes_documented_functions_that_stand_alone(data):
    assert list(functions(data)) == ["Rectangle.area", "Rectangle.Corner.distance", "outer", "outer.alone", "wait"]


def test_a_method_is_dedented_but_not_inside_its_strings(data):
    text, code = functions(data)["Rectangle.area"]
    assert text == "The area of this rectangle."
    assert code == (
        "@property\n@functools.lru_cache\ndef area(self):\n"
        '    text = """kept\n    as it is"""\n'
        "    return self.width * self.height * len(text)"
    )


def test_the_text_is_the_whole_docstring_without_its_margin(data):
    text, code = functions(data)["Rectangle.Corner.distance"]
    assert text == "How far it is\\to another corner.\n\nExplained.\n\n    Indented further."
    assert code == "def distance(self, other):\n    width = self.x - other.x\n    return width"


def test_a_docstring_on_the_line_of_the_code_after_it(data):
    assert functions(data)["wait"] == (
        "Waits for ünïcode here.",
        'async def wait(naïve="ü"): é = naïve; \\\n    z = é; \\\n    return z',
    )


def test_every_code_compiles_alone_and_has_no_docstring(data):
    for _, code in functions(data).values():
        (function,) = ast.parse(code).body
        compile(code, "code", "exec")
        assert ast.get_docstring(function) is None


def test_dedenting_changes_no_function_of_the_standard_library():
    """The syntax tree of the extract is that of the function where it stood, without its docstring."""
    compared = 0
    for module in (ast, shutil, __import__("asyncio.base_events").base_events, __import__("argparse")):
        source = python_source.decode(Path(module.__file__).read_bytes())
        for _, function in python_source.find_functions(ast.parse(source)):
            code = python_source.without_docstring(source.split("\n"), function)
            if code:
                if python_source.docstring_node(function):
                    function.body = function.body[1:]
                assert ast.dump(ast.parse(code).body[0]) == ast.dump(function)
                compared += 1
    assert compared > 300


def test_records_of_a_tree(read_source, tmp_path, data):
    package = tmp_path / "project" / "shapes"
    for folder in (package, package / "tests", tmp_path / "project" / ".hidden"):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(data / "area.py.txt", folder / "area.py")
    shutil.copy(data / "area.py.txt", tmp_path / "project" / "top.py")
    shutil.copy(data / "area.py.txt", tmp_path / "project" / "test_area.py")
    records, rejections = read_source(reader="python-source", path="project", license="MIT", split="test")
    assert not rejections
    assert {record.path for record in records} == {"shapes/area.py", "top.py"}
    assert {record.repository for record in records} == {"project/shapes", "project/top"}
    assert {(record.license, record.split, record.benchmark) for record in records} == {
        ("MIT", "test", "python-source")
    }


def test_bad_files_are_rejections_and_the_others_are_read(read_source, tmp_path, data):
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copy(data / "area.py.txt", folder / "area.py")
    (folder / "broken.py").write_text("def f(:\n")
    (folder / "latin.py").write_bytes(
        b'# -*- coding: latin-1 -*-\ndef greet(name):\n    """Says gr\xfc\xdfe to it."""\n    x = "Gr\xfc\xdfe"\n'
        b"    return x + name\n"
    )
    (folder / "not_utf8.py").write_bytes(b'def greet(name):\n    """Says gr\xfc\xdfe."""\n    return name\n')
    (folder / "nul.py").write_bytes(b"x = 1\0\n")
    (folder / "huge.py").write_bytes(b"x = 1\n" * 3_000_000)
    (folder / "deep.py").write_text("x = " + "(" * 5000 + ")" * 5000)
    records, rejections = read_source(reader="python-source", path="project")
    assert [record.text for record in records if record.path == "latin.py"] == ["Says grüße to it."]
    assert len(records) == 6
    assert {(rejection.detail.split(":")[0], rejection.reason) for rejection in rejections} == {
        ("project/broken.py", "unparsable_source"),
        ("project/not_utf8.py", "wrong_encoding"),
        ("project/nul.py", "nul_bytes"),
        ("project/huge.py", "too_large"),
        ("project/deep.py", "unparsable_source"),
    }
    assert len({rejection.record_id for rejection in rejections}) == len(rejections)


def test_the_standard_library(read_source):
    records, rejections = read_source(reader="python-source", path="stdlib")
    assert len(records) > 4000
    assert not rejections
    assert {record.license for record in records} == {"PSF-2.0"}
    assert {record.benchmark for record in records} == {"stdlib"}
    repositories = {record.repository for record in records}
    assert {"stdlib/asyncio", "stdlib/textwrap"} <= repositories
    assert not any(
        "test" in repository.split("/")[1] for repository in repositories - {"stdlib/unittest"} - {"stdlib/doctest"}
    )


BODY = '"""Gives back what it got."""\n{0}kept = value\n{0}return kept\n'


def test_indentation_is_counted_as_python_counts_it():
    def taken(source):
        return [(found[0], found[2]) for found in python_source.extract_python(source.encode())]

    plain = "def same(value):\n{0}kept = value\n{0}return kept"
    for indent in ("    ", "\t", " "):
        body = BODY.format(indent)
        assert taken(f"x = 1\n\fdef same(value):\n{indent}{body}") == [("same", plain.format(indent))]
        assert taken(f"\f\n\f  \fdef same(value):\n{indent}{body}") == [("same", plain.format(indent))]
    body = BODY.format("        ")
    method = [("A.same", plain.format("    "))]
    assert taken(f"class A:\n\f    def same(value):\n        {body}") == method
    assert taken(f"class A:\n  \f    def same(value):\n        {body}") == method
    assert taken(f"class A:\n    def same(value):\n  \f        {body}") == method
    assert taken(f"class A:\n\f    @staticmethod\n    def same(value):\n        {body}") == [
        ("A.same", "@staticmethod\n" + plain.format("    "))
    ]
    mixed = "class A:\n  \tdef same(value):\n\t    " + BODY.format("\t    ")  # 8 and 12 columns
    assert taken(mixed) == method


def test_a_function_that_does_not_parse_outside_of_its_file_is_a_rejection(monkeypatch):
    source = ("def same(value):\n    " + BODY.format("    ")).encode()
    monkeypatch.setattr(python_source, "without_docstring", lambda lines, function: "def f(:\n\n1\n2\n3")
    (problem,) = python_source.extract_python(source)
    assert problem.reason == "unparsable_source"
    assert problem.detail.startswith("line 1: same does not parse outside of its file: line 1: ")


def test_long_chains_of_conditions_do_not_end_the_run():
    chain = "if x:\n    pass\n" + "elif x:\n    pass\n" * 700
    source = chain + "def same(value):\n    " + BODY.format("    ")
    assert [found[0] for found in python_source.extract_python(source.encode())] == ["same"]
