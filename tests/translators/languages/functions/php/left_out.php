function greetAll($names, $limit)
{
    // ... rest of the code
    foreach (array_slice($names, 0, $limit) as $name) {
        echo "hello $name 1234";
    }
    return $limit;
}
