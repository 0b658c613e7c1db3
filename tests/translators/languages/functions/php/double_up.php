function doubleUp(int $number): int { return $number * $number; }
