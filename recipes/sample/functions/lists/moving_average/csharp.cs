public static double[] MovingAverage(double[] values, int window)
{
    if (window < 1 || window > values.Length)
    {
        return new double[0];
    }
    var averages = new double[values.Length - window + 1];
    double total = 0;
    for (int index = 0; index < values.Length; index++)
    {
        total += values[index];
        if (index >= window)
        {
            total -= values[index - window];
        }
        if (index >= window - 1)
        {
            averages[index - window + 1] = total / window;
        }
    }
    return averages;
}
