#include <math.h>
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    int n;
    double sum = 0, squares = 0;
    scanf("%d", &n);
    double *values = malloc(n * sizeof *values);
    for (int i = 0; i < n; i++) {
        scanf("%lf", &values[i]);
        sum += values[i];
    }
    double mean = sum / n;
    for (int i = 0; i < n; i++) {
        squares += pow(values[i] - mean, 2);
    }
    printf("%.9f\n%.9f\n", mean, sqrt(squares / n));
    free(values);
    return 0;
}
