"""The inner loops, compiled by numba: bytes to shingles, shingles to signatures, exact overlap of two shingle sets.

`pairloom.dedup.fallback` does the same with numpy alone; both give the same numbers (tests/dedup/test_signatures.py).
All kernels are in one file: numba keeps compiled code until this file changes, and does not notice changes in others.

A text is a row of units: its characters (code points of its UTF-8 bytes), or its tokens. A shingle is n units in a
row; a text of fewer than n units is one shingle, an empty text has none. The identity of a shingle is

    id = sum over k of MULTIPLIERS[k] * unit[k]   modulo 2^64

and its 32-bit hash for MinHash the upper half of that (vector multiply-shift: M. Dietzfelbinger, "Universal hashing
and k-wise independent random variables via integer arithmetic without primes", 1996; strongly universal for random
multipliers). Two different shingles share an id with a probability of about 2^-60, so "exact" below means exact up to
that. It does not hold for texts that were built to collide.
"""

from typing import Any

import numpy as np
from numba import njit

from pairloom.dedup.texts import Array


def jit(function: Any) -> Any:
    """`function` as machine code that lets other threads run. It is compiled once per machine and kept beside this file
    or in the user's cache folder; where neither can be written, it is compiled once per process."""
    try:
        return njit(nogil=True, cache=True)(function)
    except RuntimeError:  # numba found no folder for its cache
        return njit(nogil=True)(function)


SEEN = 2048  # entries of the table that drops repeated shingles of one text: 8 KiB, which fit the first cache
LONG_RUN = 64  # if more rows than this have an equal key, all of them count as doubtful
LANES = 8  # shingles in one step of the loop over the permutations: the signature is loaded once for all of them


@jit
def characters(data: Array, start: int, end: int, units: Array) -> int:
    """Writes code point + 1 of each character of data[start:end] to `units`; returns how many there are."""
    text = data[start:end]  # the compiler sees that indices from 0 are not negative, and makes vectors of the loops
    high = np.uint8(0)
    for i in range(len(text)):
        high |= text[i]
    if high < 0x80:
        for i in range(len(text)):
            units[i] = np.uint64(text[i]) + np.uint64(1)
        return len(text)
    count = 0
    i = start
    while i < end:
        byte = np.uint32(data[i])
        length, point = 1, byte
        if byte >= 0xF0:
            length, point = 4, byte & np.uint32(0x07)
        elif byte >= 0xE0:
            length, point = 3, byte & np.uint32(0x0F)
        elif byte >= 0xC0:
            length, point = 2, byte & np.uint32(0x1F)
        for k in range(1, length):
            if i + k < end:
                point = (point << np.uint32(6)) | (np.uint32(data[i + k]) & np.uint32(0x3F))
        units[count] = np.uint64(point) + np.uint64(1)
        count += 1
        i += length
    return count


@jit
def tokens(data: Array, start: int, end: int, units: Array) -> int:
    """Writes a hash (FNV-1a, 64 bits) of each token of data[start:end] to `units`; returns how many there are.

    A token is a run of letters, digits, underscores and non-ASCII bytes, or any other single byte that is not space.
    """
    count = 0
    in_word = False
    for i in range(start, end):
        byte = data[i]
        word = (
            (byte >= 48 and byte <= 57)
            or (byte >= 65 and byte <= 90)
            or (byte >= 97 and byte <= 122)
            or byte == 95
            or byte >= 128
        )
        space = byte == 32 or (byte >= 9 and byte <= 13)
        if not space:
            if not (word and in_word):
                units[count] = np.uint64(0xCBF29CE484222325)
                count += 1
            units[count - 1] = (units[count - 1] ^ np.uint64(byte)) * np.uint64(0x100000001B3)
        in_word = word
    return count


@jit
def write_shingle_ids(
    data: Array, start: int, end: int, shingle: int, by_token: bool, multipliers: Array, units: Array, ids: Array
) -> int:
    """Writes the id of each shingle of data[start:end] to `ids` (uint64); returns how many there are.

    `units` and `ids` need room for end - start values each.
    """
    length = tokens(data, start, end, units) if by_token else characters(data, start, end, units)
    width = min(shingle, length)
    count = length - width + 1 if length else 0
    for i in range(count):
        ids[i] = multipliers[0] * units[i]
    for k in range(1, width):
        for i in range(count):
            ids[i] += multipliers[k] * units[i + k]
    return count


@jit
def shingle_ids(data: Array, start: int, end: int, shingle: int, by_token: bool, multipliers: Array) -> Array:
    """The id of each shingle of data[start:end], in the order of the text: uint64 (shingles,)."""
    units, ids = np.empty(end - start, np.uint64), np.empty(end - start, np.uint64)
    return ids[: write_shingle_ids(data, start, end, shingle, by_token, multipliers, units, ids)]


@jit
def _longest(offsets: Array) -> np.int64:
    """Length of the longest piece between two offsets."""
    longest = np.int64(0)
    for row in range(len(offsets) - 1):
        longest = max(longest, offsets[row + 1] - offsets[row])
    return longest


@jit
def _mix(value: np.uint32) -> np.uint32:
    """The finalizer of MurmurHash3 (A. Appleby, public domain), which datasketch's affine32 applies to its input."""
    value = np.uint32(value ^ (value >> np.uint32(16)))
    value = np.uint32(value * np.uint32(0x85EBCA6B))
    value = np.uint32(value ^ (value >> np.uint32(13)))
    value = np.uint32(value * np.uint32(0xC2B2AE35))
    return np.uint32(value ^ (value >> np.uint32(16)))


@jit
def signatures(
    data: Array,
    offsets: Array,
    shingle: int,
    by_token: bool,
    multipliers: Array,
    slopes: Array,
    shifts: Array,
    out: Array,
) -> None:
    """Writes the MinHash signature of each text to `out`, uint32 (texts, permutations).

    Per permutation: the least of slope * hash + shift modulo 2^32 over the text's shingles; all ones if it has none.
    """
    longest = _longest(offsets)
    units = np.empty(longest, np.uint64)
    ids = np.empty(longest, np.uint64)
    hashes = np.empty(longest + LANES, np.uint32)
    seen = np.empty(SEEN, np.uint32)
    for row in range(len(offsets) - 1):
        total = write_shingle_ids(data, offsets[row], offsets[row + 1], shingle, by_token, multipliers, units, ids)
        if total == 0:
            out[row, :] = np.uint32(0xFFFFFFFF)
            continue
        for i in range(total):
            hashes[i] = _mix(np.uint32(ids[i] >> np.uint64(32)))
        # Half of a text's shingles repeat. Drop those that the table still holds, without a branch: a repeated hash is
        # written too, but the next one overwrites it. A repetition that the table has forgotten changes no result.
        seen[:] = 0
        seen[0] = 1  # the hash 0 would be looked up in slot 0 and the hash 1 in slot 1, so nothing counts as seen
        count = 0
        for i in range(total):
            value = hashes[i]
            slot = value & np.uint32(SEEN - 1)
            new = seen[slot] != value
            hashes[count] = value
            seen[slot] = value
            count += 1 if new else 0
        padded = (count + LANES - 1) // LANES * LANES
        for i in range(count, padded):
            hashes[i] = hashes[0]
        _lower(hashes, padded, slopes, shifts, out[row])


@jit
def _lower(hashes: Array, count: int, slopes: Array, shifts: Array, least: Array) -> None:
    """Sets least[p] to the least of slopes[p] * hash + shifts[p] over hashes[:count], a multiple of LANES.

    Eight hashes are written out, so that the compiler makes vectors of permutations: then no text leaves a remainder,
    and no least element of a vector has to be found.
    """
    least[:] = np.uint32(0xFFFFFFFF)
    for i in range(0, count, LANES):
        h0, h1, h2, h3 = hashes[i], hashes[i + 1], hashes[i + 2], hashes[i + 3]
        h4, h5, h6, h7 = hashes[i + 4], hashes[i + 5], hashes[i + 6], hashes[i + 7]
        for p in range(len(slopes)):
            slope, shift = slopes[p], shifts[p]
            one = min(np.uint32(slope * h0 + shift), np.uint32(slope * h1 + shift))
            two = min(np.uint32(slope * h2 + shift), np.uint32(slope * h3 + shift))
            three = min(np.uint32(slope * h4 + shift), np.uint32(slope * h5 + shift))
            four = min(np.uint32(slope * h6 + shift), np.uint32(slope * h7 + shift))
            least[p] = min(least[p], min(min(one, two), min(three, four)))


@jit
def _slot(value: np.uint64, keys: Array, stamps: Array, stamp: int, mask: int) -> np.int64:
    """Where `value` is in the hash table (keys, stamps), or the free entry where it belongs; entries of an older stamp
    are free."""
    slot = np.int64(value >> np.uint64(32)) & mask
    while stamps[slot] == stamp and keys[slot] != value:
        slot = (slot + 1) & mask
    return slot


@jit
def _load(ids: Array, count: int, keys: Array, stamps: Array, stamp: int, mask: int) -> int:
    """Puts ids[:count] into the hash table of `_slot`; returns how many different ids there are."""
    distinct = 0
    for i in range(count):
        slot = _slot(ids[i], keys, stamps, stamp, mask)
        if stamps[slot] != stamp:
            keys[slot] = ids[i]
            stamps[slot] = stamp
            distinct += 1
    return distinct


@jit
def _hits(ids: Array, count: int, keys: Array, stamps: Array, stamp: int, marks: Array, mark: int, mask: int) -> int:
    """How many different values of ids[:count] are in the table; `mark` was not used with this table before."""
    hits = 0
    for i in range(count):
        slot = _slot(ids[i], keys, stamps, stamp, mask)
        if stamps[slot] == stamp and marks[slot] != mark:
            marks[slot] = mark
            hits += 1
    return hits


@jit
def _table_mask(length: int) -> int:
    """The highest index of the smallest table of a power of two that `length` values fill at most half."""
    size = 16
    while size < 2 * length:
        size *= 2
    return size - 1


@jit
def _agreement(coarse: Array, row: int, other: int) -> int:
    """In how many bytes two rows of `coarse` are equal."""
    same = 0
    for byte in range(coarse.shape[1]):
        same += coarse[row, byte] == coarse[other, byte]
    return same


@jit
def _least_agreement(agreements: Array, highest: int, most: int) -> int:
    """The lowest agreement that at most `most` of `agreements` reach; -1 if more than `most` share the highest."""
    reached = np.zeros(highest + 2, np.int64)
    for agreement in agreements:
        reached[agreement] += 1
    if len(agreements) <= most:
        return 0
    total, least = 0, highest + 1
    while least > 0 and total + reached[least - 1] <= most:
        least -= 1
        total += reached[least]
    return least if total else -1


@jit
def mark_doubt(order: Array, begins: Array, ends: Array, coarse: Array, agree: int, doubt: Array) -> None:
    """Marks in `doubt` the rows of each run order[begin:end] that agree in at least `agree` bytes with another row of
    the run. Of a long run it marks all rows, since there are too many pairs to look at."""
    for run in range(len(begins)):
        begin, end = begins[run], ends[run]
        if end - begin > LONG_RUN:
            for i in range(begin, end):
                doubt[order[i]] = True
            continue
        for i in range(begin, end):
            for j in range(i + 1, end):
                row, other = order[i], order[j]
                if not (doubt[row] and doubt[other]) and _agreement(coarse, row, other) >= agree:
                    doubt[row] = doubt[other] = True


@jit
def _jaccard(
    data: Array,
    start: int,
    end: int,
    other_start: int,
    other_end: int,
    shingle: int,
    by_token: bool,
    multipliers: Array,
) -> float:
    """The exact Jaccard index of two stretches of `data`; it is 1 for two empty ones."""
    one = np.unique(shingle_ids(data, start, end, shingle, by_token, multipliers))
    two = np.unique(shingle_ids(data, other_start, other_end, shingle, by_token, multipliers))
    if len(one) + len(two) == 0:
        return 1.0
    hits, at = 0, 0
    for value in one:
        while at < len(two) and two[at] < value:
            at += 1
        if at < len(two) and two[at] == value:
            hits += 1
    return hits / (len(one) + len(two) - hits)


@jit
def _first_part(data: Array, start: int, end: int) -> int:
    """Where the first part of data[start:end] ends: at its first NUL."""
    for i in range(start, end):
        if data[i] == 0:
            return i
    return end


@jit
def are_parts_near(
    data: Array,
    offsets: Array,
    row: int,
    other: int,
    shingle: int,
    by_token: bool,
    multipliers: Array,
    threshold: float,
) -> bool:
    """Whether both parts of two texts are within the threshold of each other."""
    start, end, other_start, other_end = offsets[row], offsets[row + 1], offsets[other], offsets[other + 1]
    cut, other_cut = _first_part(data, start, end), _first_part(data, other_start, other_end)
    first = _jaccard(data, start, cut, other_start, other_cut, shingle, by_token, multipliers)
    if first < threshold:
        return False
    cut, other_cut = min(cut + 1, end), min(other_cut + 1, other_end)
    return bool(_jaccard(data, cut, end, other_cut, other_end, shingle, by_token, multipliers) >= threshold)


@jit
def _find_candidates(
    row: int,
    buckets: Array,
    head: Array,
    following: Array,
    coarse: Array,
    agree: int,
    crowd: int,
    seen: Array,
    others: Array,
    agreements: Array,
) -> int:
    """Writes to `others` the kept rows of the buckets of `row` that agree enough with it, and in how many bytes to
    `agreements`; returns how many there are. head, following: the kept rows of each bucket, the last one first."""
    found = 0
    for band in range(buckets.shape[1]):
        bucket = buckets[row, band]
        other = head[bucket] if bucket >= 0 else np.int32(-1)
        looked = 0
        while other >= 0 and looked < crowd:
            looked += 1
            if seen[other] != row:
                seen[other] = row
                same = _agreement(coarse, row, other)
                if same >= agree:
                    others[found], agreements[found] = other, same
                    found += 1
            other = following[other, band]
    return found


@jit
def _link(row: int, buckets: Array, head: Array, following: Array) -> None:
    """Puts `row` at the front of the kept rows of each of its buckets."""
    for band in range(buckets.shape[1]):
        bucket = buckets[row, band]
        if bucket >= 0:
            following[row, band] = head[bucket]
            head[bucket] = row


@jit
def greedy(
    data: Array,
    offsets: Array,
    shingle: int,
    by_token: bool,
    multipliers: Array,
    in_parts: bool,
    threshold: float,
    known: int,
    buckets: Array,
    coarse: Array,
    agree: int,
    crowd: int,
    most: int,
    match: Array,
    similarity: Array,
) -> int:
    """Decides row after row, in the order of the rows, whether a row that was kept before is near enough to remove it.

    buckets: int32 (rows, bands); two rows are compared if they have an equal number in a band, and -1 equals nothing.
    coarse: uint8 (rows, bytes); a pair that agrees in fewer than `agree` of the bytes is not compared. The first
    `known` rows are kept without a comparison. Of each bucket the last `crowd` kept rows are looked at, and of those
    that agree enough the `most` that agree best are compared exactly. This bounds the work where thousands of rows are
    alike but not near. Writes the nearest kept row (the first of equals) or -1 to `match` and its exact Jaccard index
    to `similarity`; returns the number of pairs compared exactly.
    """
    rows, bands = buckets.shape
    longest = _longest(offsets)
    units = np.empty(longest, np.uint64)
    ids = np.empty(longest, np.uint64)
    room = _table_mask(longest) + 1
    keys, stamps, marks = np.empty(room, np.uint64), np.zeros(room, np.int64), np.full(room, -1, np.int64)
    spare_keys, spare_stamps = np.empty(room, np.uint64), np.zeros(room, np.int64)
    sizes = np.full(rows, -1, np.int64)
    seen = np.full(rows, -1, np.int64)
    head = np.full(buckets.max() + 1 if buckets.size else 0, -1, np.int32)
    following = np.full((rows, bands), -1, np.int32)
    others = np.empty(rows, np.int32)
    agreements = np.empty(rows, np.int32)
    compared, stamp, mark = 0, 0, 0
    for row in range(rows):
        match[row], similarity[row] = -1, 0.0
        found = 0
        if row >= known:
            found = _find_candidates(row, buckets, head, following, coarse, agree, crowd, seen, others, agreements)
        if found:
            start, end = offsets[row], offsets[row + 1]
            count = write_shingle_ids(data, start, end, shingle, by_token, multipliers, units, ids)
            mask, stamp = _table_mask(count), stamp + 1
            sizes[row] = _load(ids, count, keys, stamps, stamp, mask)
            least = _least_agreement(agreements[:found], coarse.shape[1], most)
            for i in range(found):
                if agreements[i] < least or (least < 0 and i >= most):
                    continue
                other = others[i]
                start, end = offsets[other], offsets[other + 1]
                count = write_shingle_ids(data, start, end, shingle, by_token, multipliers, units, ids)
                if sizes[other] < 0:
                    sizes[other] = _load(ids, count, spare_keys, spare_stamps, other + 1, _table_mask(count))
                mark += 1
                compared += 1
                hits = _hits(ids, count, keys, stamps, stamp, marks, mark, mask)
                union = sizes[row] + sizes[other] - hits
                near = hits / union if union > 0 else 0.0
                if near >= threshold and (near > similarity[row] or (near == similarity[row] and other < match[row])):
                    if in_parts and not are_parts_near(
                        data, offsets, row, other, shingle, by_token, multipliers, threshold
                    ):
                        continue
                    match[row], similarity[row] = other, near
        if match[row] < 0:
            _link(row, buckets, head, following)
    return compared


@jit
def distinct_shingles(
    data: Array, offsets: Array, shingle: int, by_token: bool, multipliers: Array, out: Array, sizes: Array
) -> int:
    """Writes the distinct shingle ids of each text to `out`, one text after the other, and their numbers to `sizes`."""
    longest = _longest(offsets)
    units = np.empty(longest, np.uint64)
    ids = np.empty(longest, np.uint64)
    room = _table_mask(longest) + 1
    keys, stamps = np.empty(room, np.uint64), np.zeros(room, np.int64)
    total = 0
    for row in range(len(offsets) - 1):
        count = write_shingle_ids(data, offsets[row], offsets[row + 1], shingle, by_token, multipliers, units, ids)
        mask, before = _table_mask(count), total
        for i in range(count):
            slot = _slot(ids[i], keys, stamps, row + 1, mask)
            if stamps[slot] != row + 1:
                keys[slot], stamps[slot] = ids[i], row + 1
                out[total] = ids[i]
                total += 1
        sizes[row] = total - before
    return total


@jit
def sort_by_count(ids: Array, starts: Array, counts: Array, shift: np.uint64) -> None:
    """Sorts each set ids[starts[i]:starts[i + 1]] in place by (counts[id >> shift], id)."""
    for row in range(len(starts) - 1):
        part = np.sort(ids[starts[row] : starts[row + 1]])
        weight = np.empty(len(part), np.int64)
        for i in range(len(part)):
            weight[i] = counts[np.int64(part[i] >> shift)]
        ids[starts[row] : starts[row + 1]] = part[np.argsort(weight, kind="mergesort")]


@jit
def _list_slot(value: np.uint64, index_keys: Array, index_heads: Array, mask: int) -> np.int64:
    """Where the list of rows of the shingle `value` is in the index, or the free entry where it belongs."""
    slot = np.int64((value * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)) & mask
    while index_heads[slot] >= 0 and index_keys[slot] != value:
        slot = (slot + 1) & mask
    return slot


@jit
def greedy_join(
    ids: Array,
    starts: Array,
    data: Array,
    offsets: Array,
    shingle: int,
    by_token: bool,
    multipliers: Array,
    in_parts: bool,
    known: int,
    threshold: float,
    match: Array,
    similarity: Array,
) -> int:
    """Decides as `greedy` does, but finds all pairs. The sets are in the order of priority, and their shingles are
    sorted in one common order. Empty sets equal each other. Returns the number of pairs compared.
    """
    rows = len(starts) - 1
    entries, longest = np.int64(0), np.int64(0)
    for row in range(rows):
        size = starts[row + 1] - starts[row]
        longest = max(longest, size)
        entries += size - np.int64(np.ceil(threshold * size - 1e-9)) + 1
    room = _table_mask(entries) + 1
    index_keys, index_heads = np.empty(room, np.uint64), np.full(room, -1, np.int64)
    posted, following = np.empty(entries, np.int32), np.empty(entries, np.int64)
    room_mask, postings = room - 1, 0
    width = _table_mask(longest) + 1
    keys, stamps, marks = np.empty(width, np.uint64), np.zeros(width, np.int64), np.full(width, -1, np.int64)
    seen = np.full(rows, -1, np.int64)
    compared, mark, empty = 0, 0, -1
    for row in range(rows):
        match[row], similarity[row] = -1, 0.0
        start, size = starts[row], starts[row + 1] - starts[row]
        if size == 0:
            if row >= known and empty >= 0:
                match[row], similarity[row] = empty, 1.0
            elif empty < 0:
                empty = row
            continue
        prefix = size - np.int64(np.ceil(threshold * size - 1e-9)) + 1
        loaded, mask = False, _table_mask(size)
        if row >= known:
            for i in range(start, start + min(prefix, size)):
                posting = index_heads[_list_slot(ids[i], index_keys, index_heads, room_mask)]
                while posting >= 0:
                    other = posted[posting]
                    posting = following[posting]
                    if seen[other] == row:
                        continue
                    seen[other] = row
                    count = starts[other + 1] - starts[other]
                    if min(size, count) < threshold * max(size, count) - 1e-9:
                        continue
                    if not loaded:
                        _load(ids[start : start + size], size, keys, stamps, row + 1, mask)
                        loaded = True
                    mark += 1
                    compared += 1
                    others = ids[starts[other] : starts[other] + count]
                    hits = _hits(others, count, keys, stamps, row + 1, marks, mark, mask)
                    near = hits / (size + count - hits)
                    if near >= threshold and (
                        near > similarity[row] or (near == similarity[row] and other < match[row])
                    ):
                        if in_parts and not are_parts_near(
                            data, offsets, row, other, shingle, by_token, multipliers, threshold
                        ):
                            continue
                        match[row], similarity[row] = other, near
        if match[row] < 0:
            for i in range(start, start + min(prefix, size)):
                slot = _list_slot(ids[i], index_keys, index_heads, room_mask)
                index_keys[slot] = ids[i]
                posted[postings] = row
                following[postings] = index_heads[slot]
                index_heads[slot] = postings
                postings += 1
    return compared
