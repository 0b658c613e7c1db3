"""The plain types that a function's own signature states."""

import json
from pathlib import Path

import pytest

from pairloom.translators.evidence.cases import translated_name
from pairloom.translators.languages import get_language

SAMPLE = Path(__file__).resolve().parents[3] / "recipes" / "sample" / "functions"

STATED = {
    "python": {
        "def f(a: List[int], b: 'Optional[ListNode]' = None, *c: int) -> Tuple[int, ...]:\n    return a": (
            "(list[int], ListNode, list[int]) -> list[int]"
        ),
        "def f(a, b: dict[str, float] | None) -> None:\n    a.sort()": "(any, dict[str, float] | None) -> int | None",
        "class Solution:\n    def f(self, root: Optional['TreeNode'], k: Union[int, float]) -> Set[str]:\n"
        "        return {1}": "(TreeNode, float) -> set[str]",
        "def f(a: Callable[[int], int]) -> int:\n    return a(1)": "None",
        "def f(a: tuple[int, str], *, b: 'list[tuple[str, bool]]'):\n    return 1": (
            "(tuple[int, str], list[tuple[str, bool]]) -> any"
        ),
    },
    "java": {
        "static <T extends Comparable<T>> Map<String, int[]> f(final List<T>[] a, int b[], String... c) { }": (
            "(list[list[int]], list[int], list[str]) -> dict[str, list[int]]"
        ),
        "void f(char[] s, long k, Map.Entry<Character, Double> e) { }": (
            "(list[char], int, tuple[char, float]) -> int | None"
        ),
        "class Item { String val; Item next; }\nstatic Item f(Item head, OptionalInt k) { return head; }": (
            "(ListNode[str], int | None) -> ListNode[str]"
        ),
        "int f(java.util.Scanner in) { return 1; }\nint f(double d) { return 1; }": "(float) -> int",
    },
    "cpp": {
        "template <typename T>\nstd::vector<T> f(const std::vector<T>& a, ListNode* b, unsigned long long z, int c[]) {"
        " return a; }": "(list[int], ListNode, int, list[int]) -> list[int]",
        "using Grid = vector<vector<char>>;\nTreeNode* f(Grid &a, const char *s, pair<int, string> p) { return b; }": (
            "(list[list[char]], str, tuple[int, str]) -> TreeNode"
        ),
        "auto f(std::string_view s, bool b = true) -> std::optional<long double> { return 1; }": (
            "(str, bool) -> float | None"
        ),
        "auto f(int a) { return a; }": "(int) -> any",
        "int f(FILE *a) { return 1; }": "None",
    },
    "csharp": {
        "static (int a, string b) F(List<int> a, int? b, params string[] c) { return d; }": (
            "(list[int], int | None, list[str]) -> tuple[int, str]"
        ),
        "int[,] F(IDictionary<string, char[]> a, HashSet<long> b, Tuple<bool, double> c) { return d; }": (
            "(dict[str, list[char]], set[int], tuple[bool, float]) -> list[list[int]]"
        ),
    },
    "kotlin": {
        "fun f(a: List<Int?>, vararg b: String, c: Map<String, Int> = x): Pair<Int, String>? { return null }": (
            "(list[int | None], list[str], dict[str, int]) -> tuple[int, str] | None"
        ),
        "fun f(a: IntArray, root: TreeNode?) { a.sort() }": "(list[int], TreeNode) -> int | None",
        "fun f(a: CharArray) = a.size": "(list[char]) -> any",
    },
    "go": {
        "func f(a, b []int, c map[string]*int, d ...string) (x int, err error) { return }": (
            "(list[int], list[int], dict[str, int | None], list[str]) -> int"
        ),
        "func f(a []byte, n [2]int) (int, bool) { return 1, true }": "(list[char], list[int]) -> int | None",
        "type Node struct { Val int; Left, Right *Node }\nfunc f(a *Node) (int, string) { return 1, s }": (
            "(TreeNode) -> tuple[int, str]"
        ),
        "type Node struct {\n\tval string\n\tleft, right *Node\n}\nfunc f(a *Node) (int, string) { return 1, s }": (
            "(TreeNode[str]) -> tuple[int, str]"
        ),
    },
    "rust": {
        "pub fn f<'a>(a: &'a [i32], mut b: Vec<(i64, &str)>, c: Option<Box<ListNode>>) -> Result<i32, String> { a }": (
            "(list[int], list[tuple[int, str]], ListNode) -> int"
        ),
        "fn f(r: Option<Rc<RefCell<TreeNode>>>, s: [u8; 4], t: &mut HashMap<char, f64>) { }": (
            "(TreeNode, list[int], dict[str, float]) -> int | None"
        ),
    },
    "typescript": {
        "export function f(a: number[], b?: string, ...c: Array<string | null>): [number, string] { return d }": (
            "(list[int], str | None, list[str | None]) -> tuple[int, str]"
        ),
        "const f = (a: Record<string, boolean>, b: TreeNode | null): Set<number> => b;": (
            "(dict[str, bool], TreeNode) -> set[int]"
        ),
    },
    "php": {
        "function f(?int $a, array $b, string ...$c): bool { return true; }": "(int | None, any, list[str]) -> bool"
    },
    "c": {"int f(int a, size_t n, const char *w, _Bool x) { return 1; }": "(int, int, str, bool) -> int"},
}  # fmt: skip


@pytest.mark.parametrize("language", STATED)
def test_a_signature_is_read_in_the_notation_of_its_language(language: str) -> None:
    name = "F" if language == "csharp" else "f"
    found = {code: str(get_language(language).signature_of(code, name)) for code in STATED[language]}
    assert found == STATED[language]


LESS = {"cheapest_route", "second_largest", "parse_duration", "moving_average", "evaluate_postfix"}
"""Values of Java that may be null, numbers of TypeScript that may be whole, an error of Go's beside a zero."""


@pytest.mark.parametrize("language", [n for n in STATED if n not in ("c", "php")])
def test_the_sample_states_the_types_of_its_cases(language: str) -> None:
    target = get_language(language)
    different = set()
    for path in SAMPLE.glob(f"*/*/{language}{target.ending}"):
        types = json.loads((path.parent / "cases.json").read_text())["types"]
        code = path.read_text(encoding="utf-8")
        found = target.signature_of(code, translated_name(language, code, path.parent.name))
        if str(found) != f"({', '.join(types['arguments'])}) -> {types['returns']}":
            different.add(path.parent.name)
    assert different <= LESS
