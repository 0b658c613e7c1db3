import sys


def classify(total):
    return "balanced" if total == 0 else "positive" if total > 0 else "negative"


def main():
    data = sys.stdin.read().split()
    count = int(data[0])
    total = sum(map(int, data[1 : count + 1])) % 1000007
    print(classify(total), total, 4096 + count)


if __name__ == "__main__":
    main()
