const doubleUp = (number: number): number => number * number;
