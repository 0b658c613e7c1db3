"""Code as judges and models write it is called: without its imports, in a class `Solution`, with nodes of linked lists
and trees, tuples, sets and characters. One batch per language."""

from typing import Any

import pytest

from pairloom.translators.evidence.carried_tests import Examples
from pairloom.translators.evidence.cases import equal, parse_signature, parse_type
from pairloom.translators.evidence.execute import Trial, run_trials
from pairloom.translators.languages import get_language
from tests.translators.evidence.test_calls import params


def made(name: str, arguments: list[str], returns: str, *calls: tuple[list[Any], Any]) -> Examples:
    """Calls of a function with their answers."""
    cases = [{"arguments": given, "expected": expected} for given, expected in calls]
    return Examples(name, parse_signature({"arguments": arguments, "returns": returns}), cases)


REVERSE = made("reverse", ["ListNode"], "ListNode", ([[1, 2, 3]], [3, 2, 1]), ([[]], []))
INVERT = made("invert", ["TreeNode"], "TreeNode", ([[1, 2, 3, None, 4]], [1, 3, 2, None, None, 4]), ([[]], []))
PUSH = made("push", ["ListNode[str]", "str"], "ListNode[str]", ([["a"], "b"], ["b", "a"]), ([[], "b"], ["b"]))
MORE = made("more", ["tuple[int, str]"], "tuple[int, str]", ([[1, "z"]], [2, "z"]))
ADDED = made("added", ["set[int]"], "set[int]", ([[3, 1]], [1, 3]), ([[2]], [2, 1]))
SPREAD = made("spread", ["list[int]"], "int", ([[4, 1, 3]], 3))
"""The largest minus the smallest, by means of the standard library that are not imported."""

CODES: dict[str, list[tuple[Examples, str]]] = {
    "python": [
        (REVERSE, "def reverse(head: Optional[ListNode]) -> Optional[ListNode]:\n    p = None\n    while head:\n"
         "        head.next, p, head = p, head, head.next\n    return p"),
        (INVERT, "# class TreeNode:\n#     pass\nclass Solution:\n    def invert(self, root):\n        if root:\n"
         "            root.left, root.right = self.invert(root.right), self.invert(root.left)\n        return root"),
        (PUSH, "class Node:\n    def __init__(self, data, next):\n        self.data = data\n        self.next = next\n"
         "def push(n, c):\n    return Node(c, n)"),
        (MORE, "def more(p: Tuple[int, str]):\n    assert isinstance(p, tuple)\n    return p[0] + 1, p[1]"),
        (ADDED, "def added(s):\n    return s | {1}"),
        (SPREAD, "from __future__ import annotations\n\ndef spread(v: List[int]) -> int:\n    heapq.heapify(v)\n"
         "    return reduce(max, v, -inf) - heappop(v)"),
    ],
    "javascript": [
        (REVERSE, "var reverse = function(head) { let p = null; while (head) { [head.next, p, head] = [p, head,"
         " head.next]; }"
         " return p; };"),
        (INVERT, "class Solution { invert(root) { if (root) { [root.left, root.right] = [this.invert(root.right),"
         " this.invert(root.left)]; } return root; } }"),
        (PUSH, "class Node { constructor(data) { this.data = data; this.next = null; } }\n"
         "function push(n, c) { const m = new Node(c); m.next = n; return m; }"),
        (PUSH, "const push = (next, data) => ({ data, next });"),
        (MORE, "const more = ([a, b]) => [a + 1, b];"),
        (ADDED, "function added(s) { return s.add(1); }"),
    ],
    "typescript": [
        (REVERSE, "function reverse(head: ListNode | null): ListNode | null { let p = null; while (head) {"
         " [head.next, p, head] = [p, head, head.next]; } return p; }"),
        (MORE, "const more = ([a, b]: [number, string]): [number, string] => [a + 1, b];"),
        (ADDED, "function added(s: Set<number>): Set<number> { return s.add(1); }"),
    ],
    "ruby": [
        (REVERSE, "def reverse(head)\n  p = nil\n  while head\n    n = head.next\n    head.next = p\n    p = head\n"
         "    head = n\n  end\n  p\nend"),
        (INVERT, "class Solution\n  def invert(root)\n    return if root.nil?\n    root.left, root.right = "
         "invert(root.right), invert(root.left)\n    root\n  end\nend"),
        (PUSH, "Node = Struct.new(:data, :next)\ndef push(n, c)\n  Node.new(c, n)\nend"),
        (MORE, "def more((a, b))\n  [a + 1, b]\nend"),
        (ADDED, "def added(s)\n  s | [1]\nend"),
        (SPREAD, "def spread(v)\n  v.max - Prime.first(1)[0] + 2 - v.min\nend"),
    ],
    "php": [
        (REVERSE, "function reverse($head) { $p = null; while ($head) { $n = $head->next; $head->next = $p; $p = $head;"
         " $head = $n; } return $p; }"),
        (INVERT, "class Solution { function invert(?TreeNode $root): ?TreeNode { if ($root) { [$root->left,"
         " $root->right]"
         " = [$this->invert($root->right), $this->invert($root->left)]; } return $root; } }"),
        (PUSH, "class Node { private string $data; public ?Node $next; public function __construct(string $data) {"
         " $this->data = $data; $this->next = null; } }\n"
         "function push(?Node $n, string $c): Node { $m = new Node($c); $m->next = $n; return $m; }"),
        (MORE, "function more(array $p): array { [$a, $b] = $p; return [$a + 1, $b]; }"),
        (ADDED, "function added(array $s): array { $s[] = 1; return array_unique($s); }"),
    ],
    "lua": [
        (REVERSE, "function reverse(head) local p = nil while head do head.next, p, head = p, head, head.next end"
         " return p end"),
        (INVERT, "local function invert(r) if r then r.left, r.right = invert(r.right), invert(r.left) end return r"
         " end\n"
         "return { invert = invert }"),
        (PUSH, "function push(n, c) return { data = c, next = n } end"),
        (MORE, "function more(p) return p[1] + 1, p[2] end"),
        (ADDED, "function added(s) for _, v in ipairs(s) do if v == 1 then return s end end s[#s + 1] = 1 return s"
         " end"),
    ],
    "perl": [
        (REVERSE, "sub reverse { my ($h) = @_; my $p; while ($h) { my $n = $h->{next}; $h->{next} = $p; $p = $h; $h"
         " = $n; }"
         " return $p; }"),
        (INVERT, "sub invert { my $r = shift; if ($r) { ($r->{left}, $r->{right}) = (invert($r->{right}),"
         " invert($r->{left})); } return $r; }"),
        (PUSH, "sub push { my ($n, $c) = @_; return { data => $c, next => $n }; }"),
        (MORE, "sub more { my ($p) = @_; return ($p->[0] + 1, $p->[1]); }"),
        (ADDED, "sub added { my $s = shift; return [uniq(@$s, 1)]; }"),
        (SPREAD, "sub spread { my ($v) = @_; return max(@$v) - min(@$v); }"),
    ],
    "java": [
        (REVERSE, "class Solution { public ListNode reverse(ListNode head) { ListNode p = null; while (head != null) {"
         " ListNode n = head.next; head.next = p; p = head; head = n; } return p; } }"),
        (INVERT, "/* class TreeNode { int val; } */\nprivate static TreeNode invert(TreeNode root) { if (root == null)"
         " return null; TreeNode l = invert(root.left); root.left = invert(root.right); root.right = l; return root;"
         " }"),
        (PUSH, "class Node { String data; Node next; Node(String d, Node n) { data = d; next = n; } }\n"
         "static Node push(Node n, char c) { return new Node(\"\" + c, n); }"),
        (MORE, "static Pair<Integer, String> more(Map.Entry<Integer, String> p) {"
         " return new Pair<>(p.getKey() + 1, p.getValue()); }"),
        (MORE, "static Object[] more(List<Object> p) { return new Object[] {(Integer) p.get(0) + 1, p.get(1)}; }"),
        (MORE, "record Two(int a, String b) {}\nTwo more(Two p) { return new Two(p.a() + 1, p.b()); }"),
        (MORE, "static class Two { final long a; final String b; Two(long a, String b) { this.a = a; this.b = b; } }\n"
         "static Two more(Pair<Long, String> p) { return new Two(p.getKey() + 1, p.second); }"),
        (SPREAD, "public class Range {\n    int low, high;\n}\n\npublic final class Solution {\n    public int spread("
         "int[] v) { Range r = new Range(); r.low = v[1]; r.high = Math.max(v[0], v[2]); return r.high - r.low; }\n}"),
        (ADDED, "static Set<Integer> added(Set<Integer> s) { Set<Integer> r = new TreeSet<>(s); r.add(1); return r; }"),
        (SPREAD, "static int spread(int[] v) { return Arrays.stream(v).max().getAsInt() - IntStream.of(v).min()"
         ".getAsInt(); }"),
    ],
    "kotlin": [
        (REVERSE, "class Solution { fun reverse(head: ListNode?): ListNode? { var h = head; var p: ListNode? = null;"
         " while (h != null) { val n = h.next; h.next = p; p = h; h = n }; return p } }"),
        (MORE, "fun more(p: Pair<Int, String>): Pair<Int, String> = Pair(p.first + 1, p.second)"),
        (MORE, "data class Two(val a: Int, val b: String)\nfun more(p: Two): Two = Two(p.a + sqrt(1.0).toInt(), p.b)"),
        (ADDED, "fun added(s: Set<Int>): Set<Int> = s + 1"),
        (SPREAD, "fun spread(v: IntArray): Int { val q = PriorityQueue<Int>(v.toList()); return max(3, 4) - q.peek()"
         " }"),
    ],
    "csharp": [
        (REVERSE, "public class Solution { public ListNode Reverse(ListNode head) { ListNode p = null; while (head"
         " != null)"
         " { var n = head.next; head.next = p; p = head; head = n; } return p; } }"),
        (INVERT, "class Tree { public int Value { get; set; } public Tree Left { get; set; } public Tree Right {"
         " get; set; }"
         " }\nstatic Tree Invert(Tree r) { if (r == null) return null; var l = Invert(r.Left); r.Left ="
         " Invert(r.Right);"
         " r.Right = l; return r; }"),
        (MORE, "static (int, string) More((int, string) p) { return (p.Item1 + 1, p.Item2); }"),
        (MORE, "static Tuple<long, string> More(Tuple<long, string> p) { return Tuple.Create(p.Item1 + 1, p.Item2); }"),
        (ADDED, "static HashSet<int> Added(HashSet<int> s) { s.Add(1); return s; }"),
        (SPREAD, "static int Spread(List<int> v) { return v.Max() - v.Min(); }"),
    ],
    "go": [
        (REVERSE, "func Reverse(head *ListNode) *ListNode { var p *ListNode; for head != nil {"
         " head.Next, p, head = p, head, head.Next }; return p }"),
        (INVERT, "type Tree struct { value int; left, right *Tree }\nfunc Invert(r *Tree) *Tree { if r == nil {"
         " return nil }\n"
         "r.left, r.right = Invert(r.right), Invert(r.left); return r }"),
        (MORE, "type two struct { a int; b string }\nfunc More(p two) (int, string) { return p.a + 1, p.b }"),
        (MORE, "type two struct { a int; b string }\nfunc More(p two) two { return two{p.a + 1, p.b} }"),
        (SPREAD, "func Spread(v []int) int { sort.Ints(v); return v[len(v)-1] - v[0] }"),
    ],
    "rust": [
        (REVERSE, "impl Solution { pub fn reverse(head: Option<Box<ListNode>>) ->"
         " Option<Box<ListNode>> {"
         " let (mut h, mut p) = (head, None); while let Some(mut n) = h { h = n.next.take(); n.next = p; p ="
         " Some(n); } p"
         " } }"),
        (INVERT, "pub fn invert(root: Option<Rc<RefCell<TreeNode>>>) -> Option<Rc<RefCell<TreeNode>>> {"
         " if let Some(n) = root.clone() { let l = n.borrow_mut().left.take(); let r = n.borrow_mut().right.take();"
         " n.borrow_mut().left = invert(r); n.borrow_mut().right = invert(l); } root }"),
        (INVERT, "struct T { value: i64, left: Option<Box<T>>, right: Option<Box<T>> }\n"
         "fn invert(t: Option<Box<T>>) -> Option<Box<T>> { t.map(|n| { let n = *n;"
         " Box::new(T { value: n.value, left: invert(n.right), right: invert(n.left) }) }) }"),
        (PUSH, "pub struct Node { data: String, next: Option<Box<Node>> }\n"
         "fn push(n: Option<Box<Node>>, c: char) -> Option<Box<Node>> { Some(Box::new(Node { data: c.into(), next: n"
         " })) }"),
        (MORE, "fn more(p: (i32, String)) -> (i32, String) { (p.0 + 1, p.1) }"),
        (ADDED, "fn added(s: HashSet<i32>) -> BTreeSet<i32> { s.into_iter().chain([1]).collect() }"),
    ],
    "c": [
        (MORE, "int more(int a, const char *b, char **second) { *second = strdup(b); return a + 1; }"),
        (ADDED, "int *added(const int *s, size_t n, size_t *count) { int *r = malloc(3 * sizeof(int)); memcpy(r, s, n *"
         " sizeof(int)); r[n] = 1; *count = n > 1 ? n : n + 1; return r; }"),
        (SPREAD, "int spread(const int *v, size_t n) { int low = INT_MAX, high = INT_MIN;"
         " for (size_t i = 0; i < n; i++) { if (v[i] < low) low = v[i]; if (v[i] > high) high = v[i]; }"
         " return high - low; }"),
        (made("upper", ["char"], "char", (["a"], "A"), (["?"], "?")), "char upper(char c) { return toupper(c); }"),
    ],
    "cpp": [
        (REVERSE, "class Solution { ListNode* reverse(ListNode* head) { ListNode* p = nullptr; while (head) {"
         " auto n = head->next; head->next = p; p = head; head = n; } return p; } };"),
        (INVERT, "TreeNode* invert(TreeNode* root) { if (root) swap(root->left, root->right), invert(root->left),"
         " invert(root->right); return root; }"),
        (PUSH, "struct Node { string data; shared_ptr<Node> next; Node(string d) : data(d) {} };\n"
         "shared_ptr<Node> push(shared_ptr<Node> n, char c) { auto m = make_shared<Node>(string(1, c)); m->next = n;"
         " return m; }"),
        (MORE, "pair<int, string> more(tuple<int, string> t) { return {get<0>(t) + 1, get<1>(t)}; }"),
        (MORE, "#include <bits/stdc++.h>\ntemplate <class T> T more(T t) { return {std::get<0>(t) + 1,"
         " std::get<1>(t)}; }"),
        (ADDED, "unordered_set<int> added(set<int>& s) { s.insert(1); return {s.begin(), s.end()}; }"),
        (SPREAD, "int spread(vector<int>& v) { return distance(v, 0); }\n"
         "int distance(vector<int> &v, int k) { return *max_element(v.begin(), v.end()) - k - min(v); }\n"
         "int min(const vector<int> &v) { return *std::min_element(v.begin(), v.end()); }"),
        (SPREAD, "struct P { int a; };\nnamespace std { template <> struct hash<P> { size_t operator()(const P &p)"
         " const"
         " { return p.a; } }; }\nint spread(vector<int> v) { sort(begin(v), end(v)); return v.back() - v[0]; }"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("language", params(CODES))
def test_code_is_called_as_judges_call_it(language: str) -> None:
    if reason := get_language(language).not_runnable():
        pytest.skip(reason)
    results = run_trials([Trial(language, code, tests) for tests, code in CODES[language]])
    different = [
        (code, result.detail) for (_, code), result in zip(CODES[language], results, strict=True) if result.detail
    ]
    assert different == []


@pytest.mark.parametrize("language", params(name for name in CODES if CODES[name][0][0] is REVERSE))
def test_a_missing_node_is_a_wrong_answer(language: str) -> None:
    if reason := get_language(language).not_runnable():
        pytest.skip(reason)
    _, code = CODES[language][0]
    other = made("reverse", ["ListNode"], "ListNode", ([[1, 2, 3]], [3, 2]))
    [result] = run_trials([Trial(language, code, other)])
    assert result.outcome == "failed"


@pytest.mark.parametrize("language", params(("java", "kotlin", "csharp")))
def test_a_program_with_errors_prevents_no_other_of_its_batch(language: str) -> None:
    if reason := get_language(language).not_runnable():
        pytest.skip(reason)
    tests, code = CODES[language][0]
    results = run_trials([Trial(language, text, tests) for text in (code.replace("head", "1 head"), code)])
    assert [result.outcome for result in results] == ["unknown", "passed"]


@pytest.mark.parametrize(
    ("type_", "expected", "actual", "same"),
    [
        ("set[int]", [1, 2], [2, 1], True),
        ("set[int]", [1, 2], [1], False),
        ("tuple[int, str]", [1, "a"], [1, "a"], True),
        ("tuple[int, str]", [1, "a"], [1, "a", 2], False),
        ("tuple[int, float]", [1, 2.0], [1, 2.0000000001], True),
        ("list[char]", ["a", "b"], "ab", True),
        ("list[str]", ["a", "b"], "ab", False),
        ("ListNode", [], None, True),
        ("ListNode", [1, 2], {"val": 1, "next": {"val": 2, "next": None}}, True),
        ("ListNode", [1, 2], [1], False),
        ("TreeNode", [1, None, 2], [1, None, 2, None, None], True),
        ("TreeNode", [1, None, 2], [1, 2], False),
        ("TreeNode", [1, None, 2], {"value": 1, "right": {"value": 2}}, True),
    ],
)
def test_values_are_compared_as_their_type_says(type_: str, expected: Any, actual: Any, same: bool) -> None:
    assert equal(parse_type(type_), expected, actual) is same
