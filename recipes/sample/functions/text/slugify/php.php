function slugify(string $title): string
{
    $slug = preg_replace('/[^a-z0-9]+/', '-', strtolower($title));
    return trim($slug, '-');
}
