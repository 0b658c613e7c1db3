using System;
using System.Numerics;

class Program
{
    static int Main()
    {
        int count = int.Parse(Console.ReadLine());
        while (count-- > 0)
        {
            string[] words = Console.ReadLine().Split();
            BigInteger modulus = BigInteger.Parse(words[2]);
            Console.WriteLine(BigInteger.ModPow(BigInteger.Parse(words[0]), BigInteger.Parse(words[1]), modulus) % modulus);
        }
        return 0;
    }
}
