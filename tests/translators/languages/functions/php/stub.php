function greetAll($names, $limit)
{
}
