<?php
// Calls one function of program.php as calls.json says, and reports each result. A report is a line that begins with the
// word on standard input, which the code has not seen, so that nothing it prints is taken for one.
final class PairloomUnfit extends Exception
{
}

final class PairloomCases
{
    public static array $known = [];
    private static $output;
    private static string $word;
    private static array $task;

    public static function begin(): void
    {
        self::$output = fopen('php://stdout', 'w');
        self::$word = trim((string) fgets(STDIN));
        self::$task = json_decode(file_get_contents('calls.json'), true);
        self::$known = ['types' => self::types(), 'variables' => array_keys($GLOBALS)];
    }

    private static function types(): array
    {
        return [...get_declared_classes(), ...get_declared_traits(), ...get_declared_interfaces()];
    }

    private static function report(string $outcome, int $index, mixed $value, string $position = ''): void
    {
        $flags = JSON_UNESCAPED_SLASHES | JSON_PRESERVE_ZERO_FRACTION | JSON_INVALID_UTF8_SUBSTITUTE;
        $text = $position . json_encode($value, $flags);
        fwrite(self::$output, "\n" . self::$word . " $outcome $index $text\n");
    }

    /** The properties that hold the other nodes of a linked list or a binary tree; none for anything else. */
    private static function links(mixed $node): array
    {
        $has = fn(string $name): bool => is_object($node) && property_exists($node, $name);
        return $has('left') && $has('right') ? ['left', 'right'] : ($has('next') ? ['next'] : []);
    }

    private static function valueOf(string $type): ReflectionProperty
    {
        foreach ((new ReflectionClass($type))->getProperties() as $property) {
            if (!in_array($property->getName(), ['next', 'left', 'right'], true)) {
                $property->setAccessible(true);
                return $property;
            }
        }
        throw new PairloomUnfit("a $type has no value");
    }

    /** The values of a linked list, or of a tree level by level. */
    private static function values(object $first): array
    {
        [$links, $value, $nodes, $values] = [self::links($first), self::valueOf(get_class($first)), [$first], []];
        for ($at = 0; $at < count($nodes); $at++) {
            $node = $nodes[$at];
            $values[] = $node === null ? null : self::plain($value->getValue($node));
            foreach ($node === null ? [] : $links as $link) {
                if (count($links) > 1 || $node->$link !== null) {
                    $nodes[] = $node->$link;
                }
            }
            if ($at > 100000) {
                throw new PairloomUnfit('the nodes form a circle');
            }
        }
        return $values;
    }

    private static function nodes(array $values, string $name, array $links): ?object
    {
        $own = array_values(array_filter([$name, 'Node'], fn($own) => class_exists($own, false)));
        $type = $own[0] ?? (class_exists($name) ? $name : '');
        $nodes = [];
        foreach ($values as $value) {
            $node = $value === null ? null : (new ReflectionClass($type))->newInstanceWithoutConstructor();
            if ($node !== null) {
                self::valueOf($type)->setValue($node, $value);
            }
            $nodes[] = $node;
        }
        $next = 1;
        foreach (array_filter($nodes) as $node) {
            foreach ($links as $link) {
                $node->$link = $nodes[$next++] ?? null;
            }
        }
        return $nodes[0] ?? null;
    }

    /** A value of calls.json, or what it stands for. */
    private static function revive(mixed $value): mixed
    {
        $items = is_array($value) ? array_map([self::class, 'revive'], $value) : $value;
        return match (is_array($items) ? ($items['pairloom'] ?? '') : '') {
            'set', 'tuple' => $items['values'],
            'linked' => self::nodes($items['values'], 'ListNode', ['next']),
            'tree' => self::nodes($items['values'], 'TreeNode', ['left', 'right']),
            default => $items,
        };
    }

    private static function plain(mixed $value): mixed
    {
        if (self::links($value) !== []) {
            return self::values($value);
        }
        if (is_float($value) && !is_finite($value)) {
            return (string) $value;
        }
        if (is_object($value) && !$value instanceof JsonSerializable && !$value instanceof stdClass) {
            $public = get_object_vars($value);
            if ($value instanceof Closure || $value instanceof Traversable || $public === []) {
                throw new PairloomUnfit('returns a ' . get_debug_type($value));
            }
            return array_map([self::class, 'plain'], $public);
        }
        if (is_resource($value)) {
            throw new PairloomUnfit('returns a resource');
        }
        return is_array($value) ? array_map([self::class, 'plain'], $value) : $value;
    }

    /** The function at the top level, in whatever namespace, or in a variable; then in a class or a trait. */
    private static function find(string $name): callable
    {
        foreach ([$name, ...get_defined_functions()['user']] as $function) {
            $parts = explode('\\', $function);
            if (strcasecmp(end($parts), $name) === 0 && function_exists($function)) {
                if ((new ReflectionFunction($function))->isUserDefined()) {
                    return $function;
                }
            }
        }
        $value = in_array($name, self::$known['variables'], true) ? null : ($GLOBALS[$name] ?? null);
        if ($value instanceof Closure) {
            return $value;
        }
        foreach (array_diff(self::types(), self::$known['types']) as $type) {
            if (method_exists($type, $name)) {
                return self::method($type, $name);
            }
        }
        throw new PairloomUnfit("there is no function $name that can be called");
    }

    private static function method(string $type, string $name): callable
    {
        if (trait_exists($type)) {
            $object = eval("return new class { use \\$type; };");
            $type = get_class($object);
        }
        $method = new ReflectionMethod($type, $name);
        $holder = $method->isStatic() ? new ReflectionClass($type) : self::concrete($type);
        $object = $method->isStatic() ? null : $holder->newInstance();
        return $method->getClosure($object);
    }

    private static function concrete(string $type): ReflectionClass
    {
        $holder = new ReflectionClass($type);
        if (!$holder->isInstantiable() || ($holder->getConstructor()?->getNumberOfRequiredParameters() ?? 0) > 0) {
            throw new PairloomUnfit("is a method of $type, of which no object can be made without arguments");
        }
        return $holder;
    }

    private static function call(callable $function, array &$given): mixed
    {
        $wanted = new ReflectionFunction(Closure::fromCallable($function));
        $most = $wanted->isVariadic() ? INF : $wanted->getNumberOfParameters();
        if ($wanted->getNumberOfRequiredParameters() > count($given) || count($given) > $most) {
            throw new PairloomUnfit("takes {$wanted->getNumberOfParameters()} arguments, not " . count($given));
        }
        return $function(...$given);
    }

    public static function run(?Throwable $problem): void
    {
        $function = null;
        try {
            $function = $problem === null ? self::find(self::$task['name']) : null;
        } catch (Throwable $thrown) {
            $problem = $thrown;
        }
        self::report('start', 0, null);
        foreach (self::$task['calls'] as $index => $given) {
            try {
                if ($problem !== null) {
                    throw $problem;
                }
                $given = self::revive($given);
                $result = self::plain(self::call($function, $given));
                foreach (self::$task['changed'] as $position) {
                    self::report('changed', $index, self::plain($given[$position]), "$position ");
                }
                self::report('case', $index, $result);
            } catch (Throwable $thrown) {
                $refused = $thrown instanceof TypeError && str_contains($thrown->getMessage(), 'called in ' . __FILE__);
                $said = $thrown->getMessage() . (error_get_last()['message'] ?? '');
                $lacksFile = str_contains($said, 'Failed opening'); // that it includes
                $isUnfit = $thrown instanceof PairloomUnfit || $refused || $lacksFile || self::$task['isPiece'];
                self::report($isUnfit ? 'unfit' : 'error', $index, $thrown->getMessage());
            }
        }
    }
}

/** What judges define before they run a solution. */
class PairloomListNode
{
    public $next = null;

    public function __construct(public $val = 0, $next = null)
    {
        $this->next = $next;
    }
}

class PairloomTreeNode
{
    public function __construct(public $val = 0, public $left = null, public $right = null)
    {
    }
}

PairloomCases::begin();
spl_autoload_register(function (string $name): void {
    if (in_array($name, ['ListNode', 'TreeNode'], true)) {
        class_alias("Pairloom$name", $name);
    }
});
$pairloomProblem = null;
try {
    require __DIR__ . '/program.php'; // here, so that its variables are global
} catch (Throwable $pairloomThrown) {
    $pairloomProblem = $pairloomThrown;
}
PairloomCases::run($pairloomProblem);
