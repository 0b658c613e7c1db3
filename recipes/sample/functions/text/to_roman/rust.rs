pub fn to_roman(number: i64) -> String {
    if !(1..=3999).contains(&number) {
        return String::new();
    }
    let numerals = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = number;
    let mut roman = String::new();
    for (value, letters) in numerals {
        roman.push_str(&letters.repeat((rest / value) as usize));
        rest %= value;
    }
    roman
}
