<?php
// Loads program.php, and calls its functions for the tests, which run in another process. It first says which names the code
// has; then each line asks for one call.
require __DIR__ . '/plain_values.php';

final class ServeCode
{
    /** The names of the code: functions, constants, and all others by their short names. */
    public static function names(array $functions, array $classes): array
    {
        $found = ['functions' => [], 'values' => [], 'others' => []];
        foreach (array_diff(get_defined_functions()['user'], $functions) as $name) {
            $function = new ReflectionFunction($name);
            $changes = array_filter($function->getParameters(), fn ($one) => $one->isPassedByReference());
            $found[$changes ? 'others' : 'functions'][] = $changes ? $function->getShortName() : $function->getName();
        }
        $types = [...get_declared_classes(), ...get_declared_interfaces(), ...get_declared_traits()];
        foreach (array_diff($types, $classes) as $name) {
            $found['others'][] = (new ReflectionClass($name))->getShortName();
        }
        foreach (get_defined_constants(true)['user'] ?? [] as $name => $value) {
            try {
                $found['values'][] = [$name, PlainValues::encode($value)];
            } catch (NotPlain) {
                $found['others'][] = $name;
            }
        }
        return $found;
    }

    public static function answer(array $asked): array
    {
        try {
            return ['value' => PlainValues::encode(($asked['call'])(...PlainValues::decode($asked['arguments'])))];
        } catch (NotPlain $problem) {
            return ['shared' => 'it returns a ' . $problem->getMessage()];
        } catch (Throwable $problem) {
            $base = new ReflectionClass($problem);
            $exact = $base->isInternal();
            while (!$base->isInternal()) {
                $base = $base->getParentClass();
            }
            $said = ['error' => $base->getName(), 'message' => PlainValues::encode($problem->getMessage())];
            return [...$said, 'code' => is_int($problem->getCode()) ? $problem->getCode() : 0, 'exact' => $exact];
        }
    }
}

(function () {
    $functions = get_defined_functions()['user'];
    $classes = [...get_declared_classes(), ...get_declared_interfaces(), ...get_declared_traits()];
    try {
        require __DIR__ . '/program.php';
        PlainValues::write(ServeCode::names($functions, $classes));
    } catch (Throwable $problem) {
        PlainValues::write(['broken' => $problem->getMessage()]);
        throw $problem;
    }
    while ($asked = PlainValues::read()) {
        PlainValues::write(ServeCode::answer($asked));
    }
})();
