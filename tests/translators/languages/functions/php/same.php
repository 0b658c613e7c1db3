function same(string $text): string { return $text; }
