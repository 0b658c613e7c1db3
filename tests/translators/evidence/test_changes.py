"""Sources that change their arguments or print: a translation must have the same effects."""

import pytest

from pairloom.schemas import CodeRecord
from pairloom.translators.evidence.effects import same_text
from pairloom.translators.evidence.gates import Candidate, Gates, Verdict
from pairloom.translators.languages import get_language
from pairloom.translators.sandbox import sandbox

pytestmark = pytest.mark.skipif(bool(sandbox.unavailable()), reason=sandbox.unavailable() or "-")

# name -> (source, its tests)
SOURCES = {
    "sort_down": (
        "def sort_down(items):\n    items.sort(reverse=True)",
        "a = [1, 3, 2]\nsort_down(a)\nassert a == [3, 2, 1]\nb = [5, 4]\nsort_down(b)\nassert b == [5, 4]\n",
    ),
    "drop_small": (
        "def drop_small(items, least):\n    count = len(items)\n    items[:] = [x for x in items if x >= least]\n"
        "    return count - len(items)",
        "a = [1, 3, 2]\nassert drop_small(a, 2) == 1\nassert a == [3, 2]\nb = [1]\nassert drop_small(b, 5) == 1\n"
        "assert b == []\n",
    ),
    "mark": (
        "def mark(seen, name):\n    seen[name] = seen.get(name, 0) + 1",
        "s = {}\nfor name in ('a', 'b', 'a'):\n    mark(s, name)\nassert s == {'a': 2, 'b': 1}\n",
    ),
    "greet": (
        "def greet(name, times):\n    for _ in range(times):\n        print('Hello,', name)",
        "import io, contextlib\nfor n, want in ((1, 'Hello, Ann\\n'), (2, 'Hello, Ann\\nHello, Ann\\n'), (0, '')):\n"
        "    out = io.StringIO()\n    with contextlib.redirect_stdout(out):\n        greet('Ann', n)\n"
        "    assert out.getvalue() == want\n",
    ),
    "half": (
        "def half(n):\n    print('half of', n)\n    if n < 0:\n        raise ValueError('negative')\n    return n // 2",
        "assert half(4) == 2\nassert half(9) == 4\ntry:\n    half(-2)\nexcept ValueError:\n    pass\n"
        "else:\n    raise AssertionError\n",
    ),
}
WRONG, UNKNOWN = "wrong_answer", "compiled"
# language -> source -> translations with what the gate finds of them
TRANSLATIONS = {
    "python": {
        "sort_down": [
            ("def sort_down(items):\n    items.sort()\n    items.reverse()", "executed"),
            ("def sort_down(items):\n    items.sort()", WRONG),
            ("def sort_down(items):\n    items = sorted(items, reverse=True)", WRONG),
            ("def sort_down(items):\n    return sorted(items, reverse=True)", UNKNOWN),
        ],
        "mark": [("def mark(seen, name):\n    seen[name] = 1", WRONG)],
        "greet": [
            ("def greet(name, times):\n    print('\\n'.join(['Hello, ' + name] * times), end='')", "executed"),
            ("def greet(name, times):\n    print('Hello, ' + name)", WRONG),
            ("def greet(name, times):\n    return 'Hello, ' + name", WRONG),
        ],
        "half": [("def half(n):\n    assert n >= 0\n    return n // 2", UNKNOWN)],
    },
    "javascript": {
        "sort_down": [
            ("const sortDown = (items) => items.sort((a, b) => b - a);", "executed"),
            ("function sortDown(items) {\n  return [...items].sort((a, b) => b - a);\n}", UNKNOWN),
            ("function sortDown(items) {\n  return [...items].sort();\n}", WRONG),
            ("function sortDown(items) {\n  items = items.slice().sort((a, b) => b - a);\n}", WRONG),
        ],
        "drop_small": [
            (
                "function dropSmall(items, least) {\n  const kept = items.filter((x) => x >= least);\n"
                "  return items.splice(0, items.length, ...kept).length - kept.length;\n}",
                "executed",
            ),
            ("function dropSmall(items, least) {\n  return items.filter((x) => x < least).length;\n}", WRONG),
        ],
        "mark": [
            ("function mark(seen, name) {\n  seen[name] = (seen[name] ?? 0) + 1;\n}", "executed"),
            ("function mark(seen, name) {\n  seen = { ...seen, [name]: 1 };\n}", WRONG),
        ],
        "greet": [
            ("function greet(name, times) {\n  while (times-- > 0) console.log(`Hello, ${name}`);\n}", "executed"),
            ("function greet(name, times) {\n  while (times-- > 0) console.error(`Hello, ${name}`);\n}", WRONG),
            ("function greet(name, times) {\n  while (times-- > 0) console.log(`Hello ${name}`);\n}", WRONG),
        ],
        "half": [
            (
                "function half(n) {\n  console.log('half of', n);\n  if (n < 0) throw new Error();\n"
                "  return n >> 1;\n}",
                "executed",
            ),
            ("function half(n) {\n  if (n < 0) throw new Error();\n  return n >> 1;\n}", UNKNOWN),
            ("function half(n) {\n  console.log('half of', n);\n  return n >> 1;\n}", WRONG),
        ],
    },
    "typescript": {
        "sort_down": [
            ("function sortDown(items: number[]): void {\n  items.sort((a, b) => b - a);\n}", "executed"),
            ("function sortDown(items: number[]): void {\n  items.reverse();\n}", WRONG),
        ],
        "greet": [
            (
                "function greet(name: string, times: number): void {\n"
                "  process.stdout.write(`Hello, ${name}\\n`.repeat(times));\n}",
                "executed",
            ),
        ],
    },
    "ruby": {
        "sort_down": [
            ("def sort_down(items)\n  items.sort!.reverse!\nend", "executed"),
            ("def sort_down(items)\n  items.sort.reverse\nend", UNKNOWN),
            ("def sort_down(items)\n  items.sort!\nend", WRONG),
        ],
        "drop_small": [
            (
                "def drop_small(items, least)\n  n = items.size\n  items.select! { |x| x >= least }\n"
                "  n - items.size\nend",
                "executed",
            ),
            ("def drop_small(items, least)\n  items.count { |x| x < least }\nend", WRONG),
        ],
        "mark": [("def mark(seen, name)\n  seen[name] = seen.fetch(name, 0) + 1\nend", "executed")],
        "greet": [
            ('def greet(name, times)\n  times.times { puts "Hello, #{name}" }\nend', "executed"),
            ("def greet(name, times)\n  times.times { puts 'Hello, name' }\nend", WRONG),
            ('def greet(name, times)\n  times.times { $stdout.print "Hello, #{name}\\n" }\nend', "executed"),
        ],
        "half": [
            ('def half(n)\n  puts "half of #{n}"\n  raise ArgumentError if n.negative?\n\n  n / 2\nend', "executed"),
        ],
    },
    "php": {
        "sort_down": [
            ("function sortDown(array &$items): void {\n  rsort($items);\n}", "executed"),
            ("function sortDown(array $items): void {\n  rsort($items);\n}", WRONG),
            ("function sortDown(array $items): array {\n  rsort($items);\n  return $items;\n}", UNKNOWN),
        ],
        "drop_small": [
            (
                "function dropSmall(array &$items, int $least): int {\n  $n = count($items);\n"
                "  $items = array_values(array_filter($items, fn ($x) => $x >= $least));\n"
                "  return $n - count($items);\n}",
                "executed",
            ),
        ],
        "mark": [
            (
                "function mark(array &$seen, string $name): void {\n  $seen[$name] = ($seen[$name] ?? 0) + 1;\n}",
                "executed",
            ),
            ("function mark(array $seen, string $name): void {\n  $seen[$name] = ($seen[$name] ?? 0) + 1;\n}", WRONG),
        ],
        "greet": [
            (
                'function greet($name, $times) {\n  while ($times-- > 0) {\n    echo "Hello, $name\\n";\n  }\n}',
                "executed",
            ),
            (
                'function greet($name, $times) {\n  while ($times-- > 0) {\n    echo "Hello, $name";\n  }\n}',
                WRONG,
            ),
        ],
        "half": [
            (
                'function half($n) {\n  printf("half of %d\\n", $n);\n  if ($n < 0) {\n'
                "    throw new Exception('no');\n  }\n  return intdiv($n, 2);\n}",
                "executed",
            ),
        ],
    },
    "lua": {
        "sort_down": [
            ("local function sort_down(items)\n  table.sort(items, function(a, b) return a > b end)\nend", "executed"),
            ("local function sort_down(items)\n  table.sort(items)\nend", WRONG),
        ],
        "drop_small": [
            (
                "local function drop_small(items, least)\n  local count = 0\n  for i = #items, 1, -1 do\n"
                "    if items[i] < least then\n      table.remove(items, i)\n      count = count + 1\n    end\n"
                "  end\n  return count\nend",
                "executed",
            ),
        ],
        "mark": [("local function mark(seen, name)\n  seen[name] = (seen[name] or 0) + 1\nend", "executed")],
        "greet": [
            (
                "function greet(name, times)\n  for _ = 1, times do\n    print('Hello, ' .. name)\n  end\nend",
                "executed",
            ),
            ("function greet(name, times)\n  for _ = 1, times do\n    io.write('Hello, ', name)\n  end\nend", WRONG),
        ],
        "half": [
            (
                "function half(n)\n  print('half of ' .. n)\n  if n < 0 then error('no') end\n  return n // 2\nend",
                "executed",
            ),
        ],
    },
    "perl": {
        "sort_down": [
            (
                "sub sort_down {\n    my ($items) = @_;\n    @$items = sort { $b <=> $a } @$items;\n    return;\n}",
                "executed",
            ),
            (
                "sub sort_down {\n    my ($items) = @_;\n    my @sorted = sort { $b <=> $a } @$items;\n    return;\n}",
                WRONG,
            ),
        ],
        "mark": [("sub mark {\n    my ($seen, $name) = @_;\n    $seen->{$name}++;\n    return;\n}", "executed")],
        "greet": [
            ('sub greet {\n    my ($name, $times) = @_;\n    print "Hello, $name\\n" for 1 .. $times;\n}', "executed"),
            ('sub greet {\n    my ($name, $times) = @_;\n    print "Hello, $name\\n";\n}', WRONG),
        ],
        "half": [
            (
                "use integer;\nsub half {\n    my ($n) = @_;\n    print \"half of $n\\n\";\n    die 'no' if $n < 0;\n"
                "    return $n / 2;\n}",
                "executed",
            ),
        ],
    },
}


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_must_change_print_and_fail_as_its_source(language: str) -> None:
    if reason := get_language(language).not_runnable():
        pytest.skip(reason)
    rows = [(name, *row) for name, found in TRANSLATIONS[language].items() for row in found]
    records = {name: record(name) for name, _, _ in rows}
    verdicts = Gates("executed").verify([Candidate(records[name], language, code) for name, code, _ in rows])
    found = [(name, code, finding(verdict)) for (name, code, _), verdict in zip(rows, verdicts, strict=True)]
    assert found == rows, [verdict for verdict, row, said in zip(verdicts, rows, found, strict=True) if row != said]


def record(name: str) -> CodeRecord:
    """The record of a source."""
    code, tests = SOURCES[name]
    fields = {"text": "Has an effect.", "language": "python", "split": "train", "benchmark": "b", "license": "MIT"}
    return CodeRecord.create(code=code, tests=tests, function_name=name, repository=f"r/{name}", **fields)


def finding(verdict: Verdict) -> str:
    """The reason of a rejection, else the level."""
    assert verdict.problem or verdict.verified == "executed" or verdict.note
    return verdict.problem.reason if verdict.problem else verdict.verified


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        ("a b\n", "a b", True),
        ("a b\n", "a b  \r\n\n", True),
        ("a b\n", "ab\n", False),
        ("a\n", "a\na\n", False),
        ("3.0\n", "3\n", None),
        ("x = 0.3333333333333333\n", "x = 0.333333\n", None),
        ("3\n", "3.0\n", False),
        ("[1, 'a']\n", '[ 1, "a" ]\n', None),
        ("[1, 2]\n", "[2, 1]\n", False),
        ("{'a': 1}\n", "{a=1}\n", None),
        ("True None\n", "true null\n", None),
        ("True\n", "False\n", False),
        ("yes, no\n", "yes no\n", False),
    ],
)
def test_printed_text_is_compared(expected: str, printed: str, same: bool | None) -> None:
    assert same_text(expected, printed) is same
