function evaluatePostfix(string $expression): ?int
{
    $stack = [];
    foreach (explode(' ', $expression) as $part) {
        if (preg_match('/^-?\d+$/D', $part) === 1) {
            $stack[] = (int) $part;
            continue;
        }
        if (count($stack) < 2) {
            return null;
        }
        $right = array_pop($stack);
        $left = array_pop($stack);
        switch ($part) {
            case '+':
                $stack[] = $left + $right;
                break;
            case '-':
                $stack[] = $left - $right;
                break;
            case '*':
                $stack[] = $left * $right;
                break;
            default:
                return null;
        }
    }
    return count($stack) === 1 ? $stack[0] : null;
}
