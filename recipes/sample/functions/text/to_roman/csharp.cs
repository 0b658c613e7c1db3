using System.Text;

private static readonly int[] Values = { 1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1 };
private static readonly string[] Letters =
{
    "M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"
};

public static string ToRoman(int number)
{
    if (number < 1 || number > 3999)
    {
        return "";
    }
    var roman = new StringBuilder();
    for (int i = 0; i < Values.Length; i++)
    {
        for (; number >= Values[i]; number -= Values[i])
        {
            roman.Append(Letters[i]);
        }
    }
    return roman.ToString();
}
