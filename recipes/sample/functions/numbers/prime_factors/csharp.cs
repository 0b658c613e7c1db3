using System.Collections.Generic;

public static List<int> PrimeFactors(int number)
{
    var factors = new List<int>();
    for (int divisor = 2; (long)divisor * divisor <= number; divisor++)
    {
        while (number % divisor == 0)
        {
            factors.Add(divisor);
            number /= divisor;
        }
    }
    if (number > 1)
    {
        factors.Add(number);
    }
    return factors;
}
