<?php
// The functions of the code that is tested, for the tests: each sends its arguments to the process that has the code, and
// returns the plain value, or throws the error, that comes back.
require __DIR__ . '/plain_values.php';

final class CalledCode
{
    /** Why the tests need the code in their own process, "" if they do not. */
    private static string $shared = '';
    /** Why the process of the code gives no more answers. */
    private static string $gone = '';
    private static string $broken = '';
    /** The first function that the tests call and that is nowhere. */
    private static string $lacking = '';
    private static bool $raised = false;
    /** Whether an error had a class of the code, which the tests do not have, so that they may fail because of that. */
    private static bool $doubtful = false;

    private static function share(string $why): never
    {
        self::$shared = self::$shared ?: $why;
        throw new LogicException(self::$shared);
    }

    private static function read(): array
    {
        $said = PlainValues::read();
        if ($said === null) {
            self::$gone = self::$gone ?: 'its process ended before its tests did';
            throw new LogicException(self::$gone);
        }
        return $said;
    }

    public static function call(string $name, array $given): mixed
    {
        try {
            $asked = ['call' => $name, 'arguments' => PlainValues::encode(array_values($given))];
            if (!array_is_list($given)) {
                throw new NotPlain('named argument');
            }
        } catch (NotPlain $problem) {
            self::share('the tests pass a ' . $problem->getMessage());
        }
        PlainValues::write($asked);
        $said = self::read();
        if (isset($said['shared'])) {
            self::share((string) $said['shared']);
        }
        if (!isset($said['error'])) {
            return PlainValues::decode($said['value'] ?? null);
        }
        self::$raised = true;
        self::$doubtful = self::$doubtful || $said['exact'] !== true;
        $kind = (string) $said['error'];
        $isKnown = is_subclass_of($kind, Throwable::class) && (new ReflectionClass($kind))->isInternal();
        throw new ($isKnown ? $kind : Exception::class)((string) PlainValues::decode($said['message']), (int) $said['code']);
    }

    /** Defines what the tests may use of the code, among the names that they mention. */
    public static function define(string $tests): void
    {
        try {
            $names = self::read();
        } catch (LogicException) {
            return;
        }
        if (isset($names['broken'])) {
            self::$broken = (string) $names['broken'];
            return;
        }
        preg_match_all('/\w+/', $tests, $found);
        $mentioned = array_map('strtolower', $found[0]);
        foreach ($names['others'] as $name) {
            if (in_array(strtolower($name), $mentioned, true)) {
                self::$shared = "the tests use $name, which is no function and no plain value";
            }
        }
        foreach ($names['functions'] as $name) {
            self::defineFunction((string) $name, $mentioned);
        }
        foreach ($names['values'] as [$name, $value]) {
            if (preg_match('/^[\w\\\\]+$/', $name) && !defined($name)) {
                define($name, PlainValues::decode($value));
            }
        }
        self::$lacking = self::findMissing($tests);
    }

    /** The first function that the tests call and that is nowhere. */
    private static function findMissing(string $tests): string
    {
        $tokens = PhpToken::tokenize(str_starts_with(ltrim($tests), '<?php') ? $tests : "<?php $tests");
        $tokens = array_values(array_filter($tokens, fn ($token) => !$token->isIgnorable()));
        $others = [T_FUNCTION, T_NEW, T_OBJECT_OPERATOR, T_NULLSAFE_OBJECT_OPERATOR, T_DOUBLE_COLON, T_ATTRIBUTE];
        foreach ($tokens as $at => $token) {
            $isCall = $token->is(T_STRING) && ($tokens[$at + 1] ?? $token)->text === '(' && !$tokens[$at - 1]->is($others);
            if ($isCall && !function_exists($token->text) && !preg_match("/function\\s+&?{$token->text}\\b/i", $tests)) {
                return "Call to undefined function {$token->text}()";
            }
        }
        return '';
    }

    private static function defineFunction(string $name, array $mentioned): void
    {
        $parts = explode('\\', $name);
        $short = array_pop($parts);
        $space = implode('\\', $parts);
        $isName = preg_match('/^[\w\\\\]+$/', $name) && in_array(strtolower($short), $mentioned, true);
        if ($isName && !function_exists($short) && !function_exists($name)) {
            $text = var_export($name, true);
            eval(($space ? "namespace $space; " : '') . "function $short(...\$given) { return \\CalledCode::call($text, \$given); }");
        }
    }

    /** What became of the tests, for the last line. */
    public static function judged(string $said): string
    {
        return match (true) {
            self::$broken !== '' => 'failed ' . strtok(self::$broken, "\n"),
            self::$shared !== '' => 'shared ' . self::$shared,
            self::$gone !== '' => 'wrong ' . self::$gone,
            str_starts_with($said, 'passed') => $said,
            self::$doubtful => 'shared an error has a class of the code',
            self::$lacking !== '' && !self::$raised => 'lacking ' . self::$lacking,
            default => strtok($said, "\n"),
        };
    }
}
