function toBase(int $number, int $base): string
{
    $written = base_convert((string) abs($number), 10, $base);
    return $number < 0 ? "-$written" : $written;
}
