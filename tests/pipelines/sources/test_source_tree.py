from pairloom.pipelines.sources import source_tree


def extract(data, name, language):
    found = source_tree.extract((data / "tree" / name).read_bytes(), language)
    return {function: (text, code) for function, text, code in found}


def test_java(data):
    assert extract(data, "Shapes.java", "java") == {
        "Shapes.add": (
            "Adds two numbers together.\n\n@param a the first",
            "@Deprecated\npublic static int add(int a, int b) {\n    // a comment that stays\n"
            "    int c = a + b;\n    return c;\n}",
        )
    }


def test_go(data):
    assert extract(data, "client.go", "go") == {
        "Client.Do": (
            "Do sends one request and\nreturns the answer.",
            "func (c *Client) Do(x int) (int, error) {\n\tfmt.Println(x)\n\treturn x, nil\n}",
        )
    }


def test_php(data):
    assert extract(data, "name.php", "php") == {
        "Person.name": (
            "Get the name in full.\n\n@param string $title",
            "public function name(string $title): string\n{\n    return $title . $this->name;\n}",
        )
    }


def test_javascript(data):
    assert extract(data, "add.js", "javascript") == {
        "add": ("Adds two numbers together.", "function add(a, b) {\n  const c = a + b;\n  return c;\n}"),
        "twice": (
            "Doubles a number quickly.",
            "const twice = (x) => {\n  const text = `kept\n    as it is`;\n  return 2 * x + text.length;\n};",
        ),
        "Box.get": ("Gets the thing itself.", "async get(x) {\n  const y = x;\n  return y;\n}"),
    }


def test_ruby(data):
    assert extract(data, "maker.rb", "ruby") == {
        "Makers::Box.add": (
            "Adds two numbers together.\nTwice.",
            "def add(a, b)\n  c = a + b\n  c + c\nend",
        ),
        "Makers::Box.make": ("Makes one of these.", "def self.make(x)\n  y = x\n  new(y)\nend"),
    }


def test_a_tree_of_several_languages(read_source, data):
    records, rejections = read_source(reader="source-tree", path=str(data / "tree"))
    assert not rejections
    assert sorted({record.language for record in records}) == ["go", "java", "javascript", "php", "ruby"]
    records, _ = read_source(reader="source-tree", path=str(data / "tree"), language="go")
    assert [record.repository for record in records] == ["tree/client"]


def test_files_that_are_not_code(read_source, tmp_path):
    (tmp_path / "a.java").write_text("Dear Sir,\n\nthis is a letter; it is not a program.\n\n) ) )\n" * 20)
    (tmp_path / "b.go").write_bytes(b"package a\n\xff\xfe\n")
    (tmp_path / "c.rb").write_bytes(b"def a\n\0end\n")
    _, rejections = read_source(reader="source-tree", path=str(tmp_path))
    assert [rejection.reason for rejection in rejections] == ["unparsable_source", "wrong_encoding", "nul_bytes"]


def test_a_tree_with_python_files(read_source, tmp_path):
    (tmp_path / "maths.py").write_text(
        'def add(a, b):\n    """Adds two whole numbers."""\n    c = a + b\n    return c\n'
    )
    for keys in ({}, {"language": "python"}):
        records, rejections = read_source(reader="source-tree", path=str(tmp_path), **keys)
        assert [(record.language, record.function_name) for record in records] == [("python", "add")]
        assert not rejections
