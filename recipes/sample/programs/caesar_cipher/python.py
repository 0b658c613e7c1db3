import sys


def shift(character, places):
    for first in "aA":
        if first <= character <= chr(ord(first) + 25):
            return chr((ord(character) - ord(first) + places) % 26 + ord(first))
    return character


places = int(sys.stdin.readline())
for line in sys.stdin:
    print("".join(shift(character, places) for character in line.rstrip("\n")))
