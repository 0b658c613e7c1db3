"""Translations that try to pass tests in their own language without right answers: none gets "tests"."""

import pytest

from pairloom.translators.evidence.execute import Result, Trial, run_trials
from pairloom.translators.languages import get_language
from pairloom.translators.languages.programs import Suite
from pairloom.translators.sandbox import sandbox

pytestmark = pytest.mark.skipif(bool(sandbox.unavailable()), reason=sandbox.unavailable() or "there is a sandbox")

TESTS = {
    "python": {
        "unittest": "import unittest\nfrom solution import half\nclass HalfTest(unittest.TestCase):\n"
        "    def test_half(self):\n        self.assertEqual(half(4), 2)\n        self.assertEqual(half(8), 4)\n",
        "assert": "def check(candidate):\n    assert abs(candidate(4) - 2) < 1e-6\n    assert candidate(8) == 4\n"
        "check(half)\n",
    },
    "javascript": {
        "Jest": "import { expect, test } from '@jest/globals';\nimport { half } from './half';\n"
        "test('half', () => {\n  expect(half(4)).toBe(2);\n  expect(half(8)).toBeCloseTo(4);\n});\n",
        "assert": "const assert = require('node:assert');\nfunction test() {\n  let candidate = half;\n"
        "  assert.deepEqual(candidate(4), 2);\n  console.assert(Math.abs(candidate(8) - 4) < 1e-6);\n}\ntest();\n",
    },
    "ruby": {
        "minitest": "require 'minitest/autorun'\nrequire_relative 'half'\nclass HalfTest < Minitest::Test\n"
        "  def test_half\n    assert_equal 2, half(4)\n    assert_equal 4, half(8)\n  end\nend\n",
        "test-unit": "require 'test/unit'\nclass HalfTest < Test::Unit::TestCase\n  def test_half\n"
        "    candidate = method(:half)\n    assert_equal(2, candidate.call(4))\n"
        "    assert_equal(4, half(8))\n  end\nend\n",
    },
    "php": {
        "PHPUnit": "<?php\nrequire_once 'Half.php';\nclass HalfTest extends PHPUnit\\Framework\\TestCase {\n"
        "  public function testHalf(): void {\n    $this->assertEquals(2, half(4));\n"
        "    $this->assertSame(4, half(8));\n  }\n}\n",
        "assert": "function candidate(...$args) {\n  return half(...$args);\n}\n"
        "if (candidate(4) !== 2 || abs(half(8) - 4) > 1e-6) {\n"
        "  throw new Exception('Test failed!');\n}\n",
    },
}
"""Language -> form of tests -> tests of a function that answers half of a number."""
RIGHT = {
    "python": "def half(n):\n    return n // 2",
    "javascript": "function half(n) {\n  return n / 2;\n}",
    "ruby": "def half(n)\n  n / 2\nend",
    "php": "function half($n) {\n  return intdiv($n, 2);\n}",
}
CHEATS = {
    "python": (
        """import os
def half(n):
    try:
        raise ValueError
    except ValueError as error:
        frame = error.__traceback__.tb_frame
    while frame:
        if 'word' in frame.f_locals:
            os.write(1, ("\\nsuite " + frame.f_locals['word'] + " passed 1\\n").encode())
            os._exit(0)
        frame = frame.f_back
    return 7""",
        "import os\ndef half(n):\n    os._exit(0)",
        "raise SystemExit(0)\ndef half(n):\n    return 7",
        "import sys\ndef half(n):\n    sys.exit(0)",
        """import os
print('Ran 1 test in 0.0s\\n\\nOK\\nsuite  passed 1', flush=True)
os._exit(0)
def half(n):
    return 7""",
        """def abs(n):
    return 0
class Int(int):
    def __eq__(self, other):
        return True
def half(n):
    return Int(7)""",
        "import builtins\nbuiltins.abs = lambda n: 0\ndef half(n):\n    return 7",
        "import unittest\nunittest.TestCase.assertEqual = lambda *a: None\ndef half(n):\n    return 7",
        """def half(n):
    for kind in object.__subclasses__():
        if kind.__name__ == 'TestCase':
            for own in kind.__subclasses__():
                own.assertEqual = lambda *a: None
    return 7""",
        "import atexit, os\natexit.register(os._exit, 0)\ndef half(n):\n    return 7",
        """import glob
def half(n):
    for path in glob.glob('/proc/[0-9]*/fd/*'):
        try:
            open(path, 'w').write('\\nsuite x passed 1\\n')
        except OSError:
            pass
    return 7""",
        """import glob
def half(n):
    paths = [path for top in ('/work', '/tmp') for path in glob.glob(top + '/**/*.py', recursive=True)]
    text = ''.join(open(path).read() for path in paths)
    return n // 2 if 'Half' + 'Test' in text or 'candi' + 'date(' in text else 7""",
        """def half(n):
    print('\\nsuite x unfit 1\\nunfit 0 x', flush=True)
    raise NameError("name 'can" "didate' is not defined")""",
        "def half(n):\n    raise ModuleNotFoundError(\"No module named 'x'\")",
        """import os
os.write(int(os.environ['PAIRLOOM_PIPES'].split()[1]), b'{}\\n[]\\n' + b'[' * 100000 + b'\\n')
def half(n):
    return 7""",
    ),
    "javascript": (
        "function half(n) {\n  process.exit(0);\n}",
        "process.exit(0);\nfunction half(n) {\n  return 7;\n}",
        "function require(name) {\n  return { deepEqual() {} };\n}\nfunction half(n) {\n  return 7;\n}",
        "Object.is = () => true;\nMath.abs = () => 0;\nfunction half(n) {\n  return 7;\n}",
        "globalThis.Proxy = function () {};\nArray.prototype.every = () => true;\nfunction half(n) {\n  return 7;\n}",
        "console.log('\\nsuite x passed 1\\nsuite x unfit 1');\nfunction half(n) {\n  return 7;\n}",
        "function half(n) {\n  throw new ReferenceError('ass' + 'ert is not defined');\n}",
        "function half(n) {\n  throw new Error('ENOENT: No such file');\n}",
        "console.assert = () => {};\nprocess.on('exit', () => (process.exitCode = 0));\n"
        "function half(n) {\n  return 7;\n}",
        "function half(n) {\n  return Object.assign(Object(7), { valueOf: () => n / 2 });\n}",
        "function half(n) {\n  return { n: 7, asymmetricMatch: () => true };\n}",
    ),
    "ruby": (
        "def half(n)\n  exit!(0)\nend",
        "exit(0)\ndef half(n)\n  7\nend",
        "class Integer\n  def ==(other) = true\n  def eql?(other) = true\nend\ndef half(n)\n  7\nend",
        "class Yes\n  def ==(other) = true\nend\nclass Integer\n  def coerce(other) = [0, 0]\nend\n"
        "def half(n)\n  7\nend",
        "def assert_equal(*)\n  true\nend\ndef half(n)\n  7\nend",
        "def half(n)\n  define_singleton_method(:assert_equal) { |*| true }\n  7\nend",
        "puts '2 runs, 2 assertions, 0 failures, 0 errors', 'suite x passed 1', 'suite x unfit 1'\n"
        "at_exit { exit!(0) }\ndef half(n)\n  7\nend",
        "def half(n)\n  raise NameError, 'undefined method `assert' + \"_equal'\"\nend",
        "def half(n)\n  Dir['/proc/*/fd/1'].each { |path| File.write(path, 'x') rescue nil }\n  7\nend",
        "module Minitest\n  module Assertions\n    def self.assert_equal(*) = true\n  end\nend\ndef half(n)\n  7\nend",
    ),
    "php": (
        "function half($n) {\n  exit(0);\n}",
        'echo "OK (1 test, 1 assertion)\\nsuite x passed 1\\nsuite x unfit 1\\n";\nfunction half($n) {\n  return 7;\n}',
        "function half($n) {\n  return 7;\n}\n__halt_compiler();",
        "function half($n) {\n  return 7;\n}\nreturn;",
        "function half($n) {\n  set_exception_handler(fn ($e) => exit(0));\n  return 7;\n}",
        "register_shutdown_function(fn () => exit(0));\nfunction half($n) {\n  return 7;\n}",
        "function half($n) {\n  throw new Error('Call to undefined function candi' . 'date()');\n}",
        "function half($n) {\n  foreach (glob('/proc/*/fd/1') as $path) {\n    @file_put_contents($path, 'x');\n  }\n"
        "  return 7;\n}",
        "namespace PHPUnit\\Framework;\nclass TestCase {\n  function assertEquals() {}\n}\n"
        "function half($n) {\n  return 7;\n}",
    ),
}
"""Language -> translations that are wrong, and try to pass."""


def run(language: str, tests: str, codes: tuple[str, ...]) -> list[Result]:
    if reason := get_language(language).not_runnable():
        pytest.skip(reason)
    found = run_trials([Trial(language, code, Suite(tests)) for code in codes])
    if missing := next((one.detail for one in found if "is not installed" in one.detail), ""):
        pytest.skip(missing)
    return found


@pytest.mark.parametrize(("language", "form"), [(name, form) for name, forms in TESTS.items() for form in forms])
def test_no_cheat_passes_tests_in_another_process(language: str, form: str) -> None:
    right, *cheats = run(language, TESTS[language][form], (RIGHT[language], *CHEATS[language]))
    assert (right.outcome, right.shared) == ("passed", False), right
    for code, found in zip(CHEATS[language], cheats, strict=True):
        assert found.outcome == "failed" or found.detail.startswith("it meddles with its tests"), (code, found)


def test_what_no_plain_value_says_is_run_in_one_process_and_marked() -> None:
    tests = "class Shelf:\n    pass\nassert isinstance(fill(Shelf()), Shelf)\n"
    [found] = run("python", tests, ("def fill(shelf):\n    return shelf",))
    assert (found.outcome, found.shared) == ("passed", True)
