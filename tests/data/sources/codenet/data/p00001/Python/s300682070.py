a = int(input())
b = int(input())
print("larger:", max(a, b))
