"""Tests in the translation's own language, in the forms in which benchmarks publish them: right translations pass,
wrong ones fail, and what the tests cannot be put to is neither."""

import pytest

from pairloom.translators.evidence.execute import Result, Trial, run_trials
from pairloom.translators.languages import get_language
from pairloom.translators.languages.programs import Suite

# name of the form -> (language, tests, prompt, right, wrong)
FORMS: dict[str, tuple[str, str, str, str, str]] = {
    "HumanEval-X C++": (
        "cpp",
        "#undef NDEBUG\n#include<assert.h>\nint main(){\n    assert (twice({1, 2}) == vector<int>({2, 4}));\n}\n",
        "/*\nDouble each.\n*/\n#include<stdio.h>\n#include<vector>\nusing namespace std;\n"
        "vector<int> twice(vector<int> xs){\n",
        "vector<int> twice(vector<int> xs) {\n    for (int &x : xs) x *= 2;\n    return xs;\n}",
        "vector<int> twice(vector<int> xs) {\n    return xs;\n}",
    ),
    "HumanEval-X Java": (
        "java",
        "public class Main {\n    public static void main(String[] args) {\n        Solution s = new Solution();\n"
        "        List<Boolean> correct = Arrays.asList(s.twice(3) == 6, s.twice(-1) == -2);\n"
        "        if (correct.contains(false)) {\n            throw new AssertionError();\n        }\n    }\n}\n",
        "import java.util.*;\nimport java.lang.*;\n\nclass Solution {\n    public int twice(int x) {\n",
        "public static int twice(int x) {\n    return 2 * x;\n}",
        "public static int twice(int x) {\n    return x;\n}",
    ),
    "HumanEval-X JavaScript": (
        "javascript",
        "const testTwice = () => {\n  console.assert(twice(3) === 6)\n  console.assert(twice(0) === 0)\n}\n\n"
        "testTwice()\n",
        "/* Double. */\nconst twice = (x) => {\n",
        "const twice = (x) => 2 * x;",
        "const twice = (x) => x;",
    ),
    "HumanEval-X Go": (
        "go",
        'package main\n\nimport (\n    "testing"\n    "github.com/stretchr/testify/assert"\n)\n'
        "func TestTwice(t *testing.T) {\n    assert := assert.New(t)\n    assert.Equal(6, Twice(3))\n}\n",
        'import (\n    "fmt"\n)\n\n// Double.\nfunc Twice(x int) int {\n',
        "func Twice(x int) int {\n\treturn 2 * x\n}",
        "func Twice(x int) int {\n\treturn x\n}",
    ),
    "HumanEval-X Rust": (
        "rust",
        "#[cfg(test)]\nmod tests {\n    use super::*;\n    #[test]\n    fn test_twice() {\n"
        "        assert_eq!(twice(3), 6);\n    }\n}\n",
        "/* Double. */\nfn twice(x: i32) -> i32 {\n",
        "fn twice(x: i32) -> i32 {\n    2 * x\n}",
        "fn twice(x: i32) -> i32 {\n    x\n}",
    ),
    "MBXP Java": (
        "java",
        "class Main {\n    public static boolean compare(Object a, Object b) {\n"
        "        return a == null ? b == null : a.equals(b);\n"
        "    }\n    public static void main(String[] args) throws Exception {\n        int x0 = Twice.twice(3);\n"
        '        if (!compare(x0, 6)) {\n            throw new java.lang.Exception("test case 0 did not pass");\n'
        "        }\n    }\n}\n",
        "import java.io.*;\nimport java.util.*;\n\nclass Twice {\n    /** Double. */\n"
        "    public static int twice(int x) {\n",
        "public static int twice(int x) {\n    return 2 * x;\n}",
        "public static int twice(int x) {\n    return x;\n}",
    ),
    "MBXP PHP": (
        "php",
        "function compare($a, $b) {\n  return $a === $b;\n}\n\n$arg00 = 3;\n$x0 = twice($arg00);\n"
        'if (!compare($x0, 6)) {\n    throw new Exception("test case 0 did not pass");\n}\n',
        "<?php\n\n/** Double. */\nfunction twice($x) {\n",
        "function twice(int $x): int {\n    return 2 * $x;\n}",
        "function twice(int $x): int {\n    return $x;\n}",
    ),
    "MultiPL-E Java": (
        "java",
        "    }\n    public static void main(String[] args) {\n    assert(twice((3l)) == (6l));\n    }\n\n}\n",
        "import java.util.*;\nimport java.lang.reflect.*;\n\nclass Problem {\n    // Double.\n"
        "    public static long twice(long x) {\n",
        "public static long twice(long x) {\n    return 2 * x;\n}",
        "class Problem {\n    public static long twice(long x) {\n        return x;\n    }\n}",
    ),
    "MultiPL-E C++": (
        "cpp",
        "}\nint main() {\n    auto candidate = twice;\n    assert(candidate((3)) == (6));\n}\n",
        "#include<assert.h>\n#include<bits/stdc++.h>\n// Double.\nlong twice(long x) {\n",
        "long twice(long x) { return 2 * x; }",
        "long twice(long x) { return x; }",
    ),
    "MultiPL-E Go": (
        "go",
        "func TestTwice(t *testing.T) {\n  candidate := twice\n\ttype test struct {\n\t\tactual   int\n"
        "\t\texpected int\n\t}\n"
        "   tests := []test{\n     { actual: candidate(3), expected: 6 },\n   }\n\n\tfor i, tc := range tests {\n"
        '\t\tt.Run(fmt.Sprintf("test num % d", i), func(t *testing.T) {\n'
        '\t\t\tif fmt.Sprintf("%v", tc.actual) != fmt.Sprintf("%v", tc.expected) {\n'
        "\t\t\t\tt.Errorf(\"expected '%s', got '%s'\", tc.expected, tc.actual)\n\t\t\t}\n\t\t})\n\t}\n}\n",
        'package twice_test\n\nimport (\n    "testing"\n    "fmt"\n)\n\n// Double.\nfunc twice(x int) int {\n',
        "func twice(x int) int {\n\treturn 2 * x\n}",
        "func twice(x int) int {\n\treturn x\n}",
    ),
    "MultiPL-E Rust": (
        "rust",
        "}\n\nfn main() {\n    let candidate = twice;\n    assert_eq!(candidate(3), 6);\n}\n",
        "/// Double.\nfn twice(x: isize) -> isize {\n",
        "fn twice(x: isize) -> isize {\n    2 * x\n}",
        "fn twice(x: isize) -> isize {\n    x\n}",
    ),
    "MultiPL-E Ruby": (
        "ruby",
        "require 'test/unit'\nclass TestHumanEval < Test::Unit::TestCase\n  def test_twice\n"
        "    candidate = method(:twice)\n"
        "    assert_equal(6, candidate.call(3))\n  end\nend\n",
        "# Double.\ndef twice(x)\n",
        "def twice(x)\n  2 * x\nend",
        "def twice(x)\n  x\nend",
    ),
    "MultiPL-E JavaScript": (
        "javascript",
        "const assert = require('node:assert');\n\n\nfunction test() {\n  let candidate = twice;\n"
        "  assert.deepEqual(candidate(3),6);\n}\n\ntest();",
        "//Double.\nfunction twice(x){\n",
        "function twice(x) {\n  return 2 * x;\n}",
        "function twice(x) {\n  return x;\n}",
    ),
    "MultiPL-E PHP": (
        "php",
        "function candidate(...$args) {\n    return twice(...$args);\n}\n\nfunction test(): void {\n"
        '    if (candidate(3) !== 6) { throw new Exception("Test failed!"); }\n}\n\ntest();',
        "<?php\n// Double.\nfunction twice($x) {\n",
        "<?php\ndeclare(strict_types=1);\nfunction twice($x) {\n    return 2 * $x;\n}\n?>",
        "function twice($x) {\n    return $x;\n}",
    ),
    "MBXP JavaScript": (
        "javascript",
        'const _ = require("lodash")\nfunction compare(object1, object2){\n  return _.isEqual(object1, object2)\n}\n'
        "const actual_1 = twice([3])\nconst expected_1 = [6]\n"
        'if (!compare(actual_1, expected_1)) { throw new Error("test case 0 did not pass") }\n',
        "/** Double each. */\nfunction twice(xs) {\n",
        "function twice(xs) { return xs.map((x) => 2 * x); }",
        "function twice(xs) { return xs; }",
    ),
    "MBXP TypeScript": (
        "typescript",
        "\nimport * as assert from 'assert'\n\nlet actual_1 = twice([3]);\nlet expected_1 = [6];\n"
        'assert.deepEqual(actual_1, expected_1, "Exception --- test case 0 failed to pass");\n',
        "/**\n * Double each.\n */\nconst twice = function (xs: Array<number>) : Array<number>  {\n",
        "export const twice = (xs: readonly number[]): number[] => xs.map((x) => 2 * x);",
        "const twice = (xs: number[]): number[] => xs;",
    ),
    "MultiPL-E TypeScript": (
        "typescript",
        "}\ndeclare var require: any;\nconst assert = require('node:assert');\n\n\nfunction test() {\n"
        "  let candidate = twice;\n  assert.deepEqual(candidate(3),6);\n}\n\ntest();",
        "//Double.\nfunction twice(x: number): number {\n",
        "function twice(x: number): number {\n  return 2 * x;\n}",
        "function twice(x: number): number {\n  return x;\n}",
    ),
    "MBXP Kotlin": (
        "kotlin",
        "\nfun main() {\n    var arg00 : List<Int> = mutableListOf(3)\n    var x0 : List<Int> = twice(arg00);\n"
        "    var v0 : List<Int> = mutableListOf(6);\n    if (x0 != v0) {\n"
        '        throw Exception("Exception -- test case 0 did not pass. x0 = " + x0)\n    }\n\n}\n',
        "/**\n * Double each.\n */\nfun twice(xs : List<Int>) : List<Int> {\n",
        "import kotlin.math.abs\n\nfun twice(xs: List<Int>): List<Int> = xs.map { abs(it) * 2 }",
        "fun twice(xs: List<Int>) = xs",
    ),
    "MultiPL-E Kotlin": (
        "kotlin",
        "}\n\nfun main() {\n  assert(6 == twice(3));\n}\n",
        "// Double.\nfun twice(x: Int): Int {\n",
        "fun twice(x: Int): Int {\n    return 2 * x\n}",
        "fun twice(x: Int): Int {\n    return x\n}",
    ),
    "MBXP C#": (
        "csharp",
        "\n\n        public static void Main(string[] args)\n        {\n"
        "            CompareLogic compareLogic = new CompareLogic();\n"
        "            var actual1 = Twice(new List<int> {3});\n            var expected1 = new List<int> {6};\n"
        "            var result1 = compareLogic.Compare(actual1, expected1);\n"
        '            if (!result1.AreEqual) {throw new Exception("Exception --- test case 0 failed to pass");}\n\n'
        "        }\n    }\n}\n",
        "using System;\nusing System.Collections.Generic;\nusing System.Linq;\n"
        "using KellermanSoftware.CompareNetObjects;\n\nnamespace Solution\n{\n    public class Program\n    {\n"
        "        /// <summary> a class of functions </summary>\n"
        "        public static List<int> Twice (List<int> xs) \n        {",
        "using System.Linq;\npublic static List<int> Twice(List<int> xs) { return xs.Select(x => 2 * x).ToList(); }",
        "public static List<int> Twice(List<int> xs) { return xs; }",
    ),
    "MultiPL-E C#": (
        "csharp",
        "    }\n    public static void Main(string[] args) {\n    Debug.Assert(Twice((3L)) == (6L));\n    }\n\n}\n",
        "using System;\nusing System.Diagnostics;\nusing System.Collections.Generic;\nclass Problem {\n    // Double.\n"
        "    public static long Twice(long x) {\n",
        "class Problem {\n    public static long Twice(long x) {\n        return 2 * x;\n    }\n}",
        "public static long Twice(long x) {\n    return x;\n}",
    ),
    "unittest": (
        "python",
        "import unittest\n\nfrom twice import (\n    twice,\n)\n\n\nclass TwiceTest(unittest.TestCase):\n"
        "    def test_three(self):\n"
        "        self.assertEqual(twice(3), 6)\n",
        "",
        "def twice(x):\n    return 2 * x",
        "def twice(x):\n    return x",
    ),
    "Jest": (
        "javascript",
        "import { describe, expect, test, xtest } from '@jest/globals';\nimport { Box, twice } from './twice';\n\n"
        "describe('twice', () => {\n  test('three', () => {\n    expect(twice(3)).toEqual(6);\n  });\n\n"
        "  xtest('later ones count, too', () => {\n    expect(twice(4)).toBe(8);\n"
        "    expect(new Box([1, undefined])).toEqual({ items: [1, undefined] });\n"
        "    expect(() => twice('a')).toThrow(new Error('no number'));\n  });\n\n"
        "  test.skip('not even the authors run this', () => {\n    expect(twice(5)).toBe(0);\n  });\n});\n",
        "",
        "export class Box {\n  constructor(items) {\n    this.items = items;\n  }\n}\n"
        "function twice(x) {\n  if (typeof x !== 'number') throw new Error('no number');\n  return 2 * x;\n}",
        "export class Box {\n  constructor(items) {\n    this.items = items;\n  }\n}\n"
        "export const twice = (x) => (x === 3 ? 6 : 0);",
    ),
    "JUnit": (
        "java",
        "import org.junit.jupiter.api.Disabled;\nimport org.junit.jupiter.api.Test;\n\n"
        "import static org.assertj.core.api.Assertions.assertThat;\n\npublic class TwiceTest {\n    @Test\n"
        "    public void three() {\n        assertThat(new Twice().of(3)).isEqualTo(6);\n    }\n\n"
        '    @Disabled("Remove to run test")\n    @Test\n    public void four() {\n'
        "        assertThat(new Twice().of(4)).isEqualTo(8);\n    }\n}\n",
        "",
        "public class Twice {\n    int of(int x) {\n        return 2 * x;\n    }\n}",
        "class Twice {\n    int of(int x) {\n        return x == 3 ? 6 : 0;\n    }\n}",
    ),
    "minitest": (
        "ruby",
        "require 'minitest/autorun'\nrequire_relative 'twice'\n\nclass TwiceTest < Minitest::Test\n"
        "  def test_three\n    # skip\n"
        "    assert_equal 6, Twice.of(3)\n  end\n\n  def test_four\n    skip\n    assert_equal 8, Twice.of(4)\n"
        "  end\nend\n",
        "",
        "module Twice\n  def self.of(x) = 2 * x\nend",
        "module Twice\n  def self.of(x) = 6\nend",
    ),
    "PHPUnit": (
        "php",
        "<?php\n\ndeclare(strict_types=1);\n\nuse PHPUnit\\Framework\\TestCase;\n"
        "use PHPUnit\\Framework\\Attributes\\TestDox;\n\n"
        "class TwiceTest extends TestCase\n{\n    public static function setUpBeforeClass(): void\n    {\n"
        "        require_once 'Twice.php';\n    }\n\n    #[TestDox('Three')]\n"
        "    public function testThree(): void\n    {\n"
        "        $this->assertEquals(6, twice(3));\n    }\n}\n",
        "",
        "<?php\n\ndeclare(strict_types=1);\n\nfunction twice(int $x): int\n{\n    return 2 * $x;\n}",
        "function twice(int $x): int\n{\n    return $x;\n}",
    ),
    "go test": (
        "go",
        'package twice\n\nvar cases = []int{1, 2}\n\npackage twice\n\nimport "testing"\n\n'
        "func TestTwice(t *testing.T) {\n\tfor _, x := range cases {\n\t\tif Twice(x) != 2*x {\n"
        '\t\t\tt.Fatalf("Twice(%d) = %d", x, Twice(x))\n\t\t}\n\t}\n}\n\n'
        "func BenchmarkTwice(b *testing.B) {\n\tfor b.Loop() {\n\t}\n}\n",
        "",
        "package twice\n\nfunc Twice(x int) int {\n\treturn 2 * x\n}",
        "package twice\n\nfunc Twice(x int) int {\n\treturn x\n}",
    ),
}
SLOW = {"java", "go", "cpp", "rust", "typescript", "kotlin", "csharp"}
NAMES = [pytest.param(name, marks=pytest.mark.slow if FORMS[name][0] in SLOW else ()) for name in FORMS]


def results(language: str, suite: Suite, *codes: str) -> list[Result]:
    if reason := get_language(language).not_runnable():
        pytest.skip(reason)
    found = run_trials([Trial(language, code, suite) for code in codes])
    if missing := next((one.detail for one in found if "is not installed" in one.detail), ""):
        pytest.skip(missing)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_right_passes_and_wrong_fails(name: str) -> None:
    language, tests, prompt, right, wrong = FORMS[name]
    found = results(language, Suite(tests, prompt), right, wrong)
    assert [one.outcome for one in found] == ["passed", "failed"], found


# Right for nobody: each tries to pass without an answer. (form, code)
ENDINGS = [
    ("unittest", "def twice(x):\n    return 2 * x\nraise SystemExit(0)"),
    ("unittest", "print('suite ok passed 9')\nimport os\ndef twice(x):\n    os._exit(0)"),
    ("Jest", "export const twice = (x) => 2 * x;\nexport class Box {}\nprocess.exit(0);"),
    ("MultiPL-E JavaScript", "function twice(x) { console.log('suite x passed 1'); process.exit(0); }"),
    ("HumanEval-X JavaScript", "const twice = (x) => x;\nconsole.assert = () => {};"),
    ("MultiPL-E TypeScript", "function twice(x: number): number { return process['exit'](0); }"),
    (
        "minitest",
        "module Twice\n  def self.of(x)\n    puts '2 runs, 2 assertions, 0 failures, 0 errors'\n"
        "    exit!(0)\n  end\nend",
    ),
    ("MultiPL-E Ruby", "def twice(x)\n  puts '1 tests, 1 assertions, 0 failures, 0 errors'\n  exit!(0)\nend"),
    ("PHPUnit", 'function twice(int $x): int\n{\n    echo "OK (1 test, 1 assertion)\\n";\n    exit(0);\n}'),
    ("MBXP PHP", 'function twice($x) {\n    echo "suite 1 passed 1";\n    exit(0);\n}'),
    (
        "HumanEval-X Java",
        'static int twice(int x) { System.out.println("suite x passed 1"); Runtime.getRuntime().halt(0); return 0; }',
    ),
    ("JUnit", "class Twice { int of(int x) { System.exit(0); return x; } }"),
    (
        "MBXP Kotlin",
        'fun twice(xs: List<Int>): List<Int> { println("suite x passed 1"); Runtime.getRuntime().halt(0); return xs }',
    ),
    ("MultiPL-E C#", "public static long Twice(long x) { System.Environment.Exit(0); return x; }"),
    (
        "go test",
        'import (\n\t"fmt"\n\t"os"\n)\n\nfunc Twice(x int) int {\n\tfmt.Println("PASS")\n\tos.Exit(0)\n\treturn x\n}',
    ),
    (
        "go test",
        'import "os"\n\nvar early = func() int { os.Exit(0); return 1 }()\n\n'
        "func Twice(x int) int {\n\treturn early\n}",
    ),
    (
        "HumanEval-X Rust",
        'fn twice(x: i32) -> i32 {\n    println!("test result: ok. 5 passed");\n    std::process::exit(0)\n}',
    ),
    (
        "MultiPL-E Rust",
        'fn twice(x: isize) -> isize {\n    println!("suite x passed 1");\n    std::process::exit(0)\n}',
    ),
    ("MultiPL-E C++", "struct Early { Early() { std::exit(0); } } early;\nlong twice(long x) { return x; }"),
    ("HumanEval-X C++", 'vector<int> twice(vector<int> xs) { puts("suite x passed 1"); exit(0); }'),
]


def marked(rows: list[tuple[str, str]]) -> list:
    return [pytest.param(*row, marks=pytest.mark.slow if FORMS[row[0]][0] in SLOW else ()) for row in rows]


@pytest.mark.parametrize(("name", "code"), marked(ENDINGS))
def test_a_program_that_ends_before_its_tests_has_not_passed(name: str, code: str) -> None:
    language, tests, prompt, _, _ = FORMS[name]
    [found] = results(language, Suite(tests, prompt), code)
    assert found.outcome == "failed", found


# (form, code that makes the tests say yes)
MEDDLERS = [
    ("unittest", "import unittest\nunittest.TestCase.assertEqual = lambda *a: None\ndef twice(x):\n    return x"),
    ("unittest", "import sys\nsys.modules['__main__'].tested = lambda: 'passed 1'\ndef twice(x):\n    return x"),
    ("Jest", "import * as g from '@jest/globals';\nexport class Box {}\nexport const twice = (x) => x;"),
    ("Jest", "Object.is = () => true;\nexport class Box {}\nexport const twice = (x) => x;"),
    ("Jest", "Array.prototype.every = () => true;\nexport class Box {}\nexport const twice = (x) => x;"),
    ("MultiPL-E JavaScript", "require('assert').deepEqual = () => {};\nfunction twice(x) { return x; }"),
    ("MultiPL-E JavaScript", "require('ass' + 'ert').deepEqual = () => {};\nfunction twice(x) { return x; }"),
    ("MultiPL-E TypeScript", "require('ass' + 'ert').deepEqual = () => {};\nfunction twice(x: number) { return x; }"),
    (
        "minitest",
        "module Minitest::Assertions\n  def assert_equal(*) = true\nend\nmodule Twice\n  def self.of(x) = x\nend",
    ),
    (
        "minitest",
        "Object.const_get('Mini' + 'test')::Assertions.define_method(:assert_equal) { |*| true }\n"
        "module Twice\n  def self.of(x) = x\nend",
    ),
    ("minitest", "class Integer\n  def ==(other) = true\nend\nmodule Twice\n  def self.of(x) = x\nend"),
    ("MultiPL-E Ruby", "module Test::Unit::Assertions\n  def assert_equal(*) = true\nend\ndef twice(x) = x"),
    (
        "PHPUnit",
        "namespace PHPUnit\\Framework;\nclass TestCase { function assertEquals() {} }\n"
        "function twice($x) { return $x; }",
    ),
    ("JUnit", "class Twice { int of(int x) { org.junit.jupiter.api.Assertions.fail(); return x; } }"),
    ("HumanEval-X Rust", "macro_rules! assert_eq { ($($t:tt)*) => {} }\nfn twice(x: i32) -> i32 {\n    x\n}"),
    ("HumanEval-X C++", "#define assert(x) ((void)0)\nvector<int> twice(vector<int> xs) { return xs; }"),
    ("MultiPL-E C++", "#define candidate(x) 6\nlong twice(long x) { return x; }"),
    ("go test", 'import "testing"\n\nfunc TestMain(m *testing.M) {}\n\nfunc Twice(x int) int {\n\treturn x\n}'),
    ("MultiPL-E C#", "public static long Twice(long x) { System.Diagnostics.Debug.Listeners.Clear(); return x; }"),
]


@pytest.mark.parametrize(("name", "code"), marked(MEDDLERS))
def test_code_that_meddles_with_its_tests_has_not_passed(name: str, code: str) -> None:
    language, tests, prompt, _, _ = FORMS[name]
    [found] = results(language, Suite(tests, prompt), code)
    assert found.outcome != "passed"


@pytest.mark.parametrize("name", NAMES)
def test_another_name_is_neither_right_nor_wrong(name: str) -> None:
    language, tests, prompt, right, _ = FORMS[name]
    renamed = right.replace("twice", "doubled").replace("Twice", "Doubled")
    [found] = results(language, Suite(tests, prompt), renamed)
    if name in ("MBXP Java", "MultiPL-E Java"):  # methods: their class is the tests' own
        assert found.outcome != "passed"
    else:
        assert found.outcome == "unknown", found


@pytest.mark.parametrize(
    ("language", "tests", "reason"),
    [
        (
            "javascript",
            "import { expect, test } from '@jest/globals';\ntest('a', () => expect(1).toBeOdd());",
            "toBeOdd",
        ),
        (
            "python",
            "import unittest\n\nclass A(unittest.TestCase):\n    @unittest.skip('x')\n    def test_a(self): pass",
            "no test",
        ),
        ("go", "package twice\n", "no function"),
        ("scala", "object Main extends App {}", "no execution gate"),
        ("java", "class Helper {}", "no class to start with"),
        ("javascript", "const chalk = require('chalk');", "a library is not there"),
        ("python", "import numpy_of_nowhere", "a library is not there"),
        ("typescript", "test('a', () => expect(1).toBe(1));", "Jest in TypeScript"),
    ],
)
def test_tests_that_cannot_be_run_are_named(language: str, tests: str, reason: str) -> None:
    if language != "scala" and (why := get_language(language).not_runnable()):
        pytest.skip(why)
    [found] = run_trials([Trial(language, "x = 1", Suite(tests))])
    assert found.outcome == "unknown" and reason in found.detail
