static double[] movingAverage(double[] values, int window) {
    if (window < 1 || window > values.length) {
        return new double[0];
    }
    double[] averages = new double[values.length - window + 1];
    double total = 0;
    for (int index = 0; index < values.length; index++) {
        total += values[index];
        if (index >= window) {
            total -= values[index - window];
        }
        if (index >= window - 1) {
            averages[index - window + 1] = total / window;
        }
    }
    return averages;
}
