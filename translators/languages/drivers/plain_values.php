<?php
// Plain values as JSON between the process of the tests and the process of the code that is tested. Both have a copy of
// this file.
final class NotPlain extends \Exception {}

final class PlainValues
{
    private static $reading;
    private static $writing;

    public static function open(): void
    {
        [$reading, $writing] = explode(' ', getenv('PAIRLOOM_PIPES'));
        self::$reading = fopen("php://fd/$reading", 'r');
        self::$writing = fopen("php://fd/$writing", 'w');
    }

    public static function encode(mixed $value): mixed
    {
        if ($value === null || is_bool($value) || is_int($value)) {
            return $value;
        }
        if (is_float($value)) {
            return is_finite($value) ? $value : ['float' => (string) $value];
        }
        if (is_string($value)) {
            return preg_match('//u', $value) ? $value : ['bytes' => base64_encode($value)];
        }
        if (!is_array($value)) {
            throw new NotPlain(get_debug_type($value));
        }
        if (array_is_list($value)) {
            return array_map([self::class, 'encode'], $value);
        }
        $pairs = [];
        foreach ($value as $key => $item) {
            $pairs[] = [self::encode($key), self::encode($item)];
        }
        return ['array' => $pairs];
    }

    public static function decode(mixed $given): mixed
    {
        if (!is_array($given)) {
            return $given;
        }
        if (array_is_list($given)) {
            return array_map([self::class, 'decode'], $given);
        }
        if (isset($given['float'])) {
            return ['NAN' => NAN, 'INF' => INF, '-INF' => -INF][$given['float']];
        }
        if (isset($given['bytes'])) {
            return base64_decode($given['bytes']);
        }
        $made = [];
        foreach ($given['array'] as [$key, $item]) {
            $made[self::decode($key)] = self::decode($item);
        }
        return $made;
    }

    /** The next message, null at the end. */
    public static function read(): ?array
    {
        $line = fgets(self::$reading);
        $message = $line === false ? null : json_decode($line, true);
        return is_array($message) ? $message : null;
    }

    public static function write(array $message): bool
    {
        $line = json_encode($message, JSON_PRESERVE_ZERO_FRACTION | JSON_UNESCAPED_UNICODE) . "\n";
        while ($line !== '') {
            $count = @fwrite(self::$writing, $line);
            if (!$count) {
                return false;
            }
            $line = substr($line, $count);
        }
        return true;
    }
}

PlainValues::open();
