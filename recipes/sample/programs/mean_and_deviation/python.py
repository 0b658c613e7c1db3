from math import sqrt

n = int(input())
values = [float(word) for word in input().split()]
mean = sum(values) / n
print(mean)
print(sqrt(sum((value - mean) ** 2 for value in values) / n))
