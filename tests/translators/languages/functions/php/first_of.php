function firstOf(array $lists, string $key): ?float { return $lists[$key][0] ?? null; }
