function toRoman(int $number): string
{
    if ($number < 1 || $number > 3999) {
        return '';
    }
    $numerals = [
        'M' => 1000, 'CM' => 900, 'D' => 500, 'CD' => 400,
        'C' => 100, 'XC' => 90, 'L' => 50, 'XL' => 40,
        'X' => 10, 'IX' => 9, 'V' => 5, 'IV' => 4, 'I' => 1,
    ];
    $roman = '';
    foreach ($numerals as $letters => $value) {
        $roman .= str_repeat($letters, intdiv($number, $value));
        $number %= $value;
    }
    return $roman;
}
