using System;
using System.Globalization;
using System.Linq;

namespace Measurements
{
    internal class Program
    {
        private static void Main(string[] args)
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            Console.ReadLine();
            var values = Console.ReadLine().Split(' ').Select(double.Parse).ToList();
            double mean = values.Average();
            double variance = values.Select(value => Math.Pow(value - mean, 2)).Average();
            Console.WriteLine(mean.ToString("F8"));
            Console.WriteLine(Math.Sqrt(variance).ToString("F8"));
        }
    }
}
