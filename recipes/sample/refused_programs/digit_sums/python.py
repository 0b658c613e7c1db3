n = int(input())
sums = []
for _ in range(n):
    number = int(input())
    digits = [int(digit) for digit in str(number)]
    sums.append(sum(digits))
for value in sums:
    print(value)
print(sum(sums) / n)
