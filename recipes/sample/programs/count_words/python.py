import sys

lines = sys.stdin.read().splitlines()
words = [word for line in lines for word in line.split()]
longest = max(words, key=len) if words else "-"
print(len(lines), len(words), longest)
