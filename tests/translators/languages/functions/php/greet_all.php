function greetAll($names, $limit)
{
    foreach (array_slice($names, 0, $limit) as $name) {
        echo "hello $name 1234";
    }
    return $limit;
}
