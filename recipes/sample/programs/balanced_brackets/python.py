import sys


def is_balanced(text):
    opened = []
    for character in text:
        if character in "([{":
            opened.append(character)
        elif not opened or opened.pop() + character not in ("()", "[]", "{}"):
            return False
    return not opened


def main():
    n = int(sys.stdin.readline())
    for _ in range(n):
        print("YES" if is_balanced(sys.stdin.readline().strip()) else "NO")


if __name__ == "__main__":
    main()
