function checkAge(int $age): int { if ($age < 0) throw new Exception('negative'); return $age; }
