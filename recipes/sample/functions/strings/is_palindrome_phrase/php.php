function isPalindromePhrase(string $phrase): bool
{
    $letters = preg_replace('/[^a-z0-9]/', '', strtolower($phrase));
    return $letters === strrev($letters);
}
