function generateParentheses(int $pairs): array
{
    $arrangements = [];
    $extend = function (string $prefix, int $opened, int $closed) use (&$extend, &$arrangements, $pairs): void {
        if ($closed === $pairs) {
            $arrangements[] = $prefix;
            return;
        }
        if ($opened < $pairs) {
            $extend($prefix . '(', $opened + 1, $closed);
        }
        if ($closed < $opened) {
            $extend($prefix . ')', $opened, $closed + 1);
        }
    };
    $extend('', 0, 0);
    return $arrangements;
}
