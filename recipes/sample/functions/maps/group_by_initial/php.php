function groupByInitial(array $words): array
{
    $groups = [];
    foreach ($words as $word) {
        if ($word !== '') {
            $groups[strtolower($word[0])][] = $word;
        }
    }
    return $groups;
}
