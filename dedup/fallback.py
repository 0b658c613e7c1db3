"""The functions of `pairloom.dedup.kernels` with numpy alone: slower, with the same results."""

import math
import re

import numpy as np

from pairloom.dedup.texts import Array

TOKEN = re.compile(rb"[0-9A-Za-z_\x80-\xff]+|[^ \t\n\v\f\r]")


def _units(data: Array, start: int, end: int, by_token: bool) -> Array:
    """The text data[start:end] as one number per character or token: uint64 (units,)."""
    if by_token:
        return np.array([_fnv(token) for token in TOKEN.findall(data[start:end].tobytes())], dtype=np.uint64)
    text = data[start:end]
    if not len(text) or text.max() < 0x80:
        return text.astype(np.uint64) + np.uint64(1)
    try:
        points = text.tobytes().decode("utf-8", "surrogatepass").encode("utf-32-le", "surrogatepass")
    except UnicodeDecodeError:
        return _damaged_units(text.tobytes())
    return np.frombuffer(points, dtype="<u4").astype(np.uint64) + np.uint64(1)


def _damaged_units(text: bytes) -> Array:
    """The units of bytes that are not UTF-8: the first byte of a character says how many more belong to it, whatever
    they are, as in `kernels.characters`."""
    units, start = [], 0
    while start < len(text):
        byte = text[start]
        length = 4 if byte >= 0xF0 else 3 if byte >= 0xE0 else 2 if byte >= 0xC0 else 1
        point = byte & (0xFF, 0x1F, 0x0F, 0x07)[length - 1]
        for more in text[start + 1 : start + length]:
            point = point << 6 | more & 0x3F
        units.append(point + 1)
        start += length
    return np.array(units, dtype=np.uint64)


def _fnv(token: bytes) -> int:
    value = 0xCBF29CE484222325
    for byte in token:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def shingle_ids(data: Array, start: int, end: int, shingle: int, by_token: bool, multipliers: Array) -> Array:
    """The id of each shingle of data[start:end], in the order of the text: uint64 (shingles,)."""
    units = _units(data, start, end, by_token)
    width = min(shingle, len(units))
    count = len(units) - width + 1 if len(units) else 0
    ids = np.zeros(count, dtype=np.uint64)
    for k in range(width):
        ids += multipliers[k] * units[k : k + count]
    return ids


def _mix(values: Array) -> Array:
    values = values ^ (values >> np.uint32(16))
    values = values * np.uint32(0x85EBCA6B)
    values = values ^ (values >> np.uint32(13))
    values = values * np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))


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
    """Writes the MinHash signature of each text to `out`, uint32 (texts, permutations)."""
    rows = len(offsets) - 1
    step = 200  # texts at a time: few calls, and their data stays in the cache
    for first in range(0, rows, step):
        last = min(first + step, rows)
        ids = [
            shingle_ids(data, offsets[row], offsets[row + 1], shingle, by_token, multipliers)
            for row in range(first, last)
        ]
        out[first:last] = np.uint32(0xFFFFFFFF)
        filled = [i for i, values in enumerate(ids) if len(values)]
        if not filled:
            continue
        starts = np.cumsum([0] + [len(ids[i]) for i in filled[:-1]])
        hashes = _mix((np.concatenate(ids) >> np.uint64(32)).astype(np.uint32))
        for p in range(len(slopes)):
            out[np.array(filled) + first, p] = np.minimum.reduceat(slopes[p] * hashes + shifts[p], starts)


def mark_doubt(order: Array, begins: Array, ends: Array, coarse: Array, agree: int, doubt: Array) -> None:
    """Marks all rows of the runs order[begin:end] in `doubt`: more rows than `kernels.mark_doubt` marks, which costs
    time and changes no decision."""
    for begin, end in zip(begins, ends, strict=True):
        doubt[order[begin:end]] = True


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
    texts = [data[offsets[i] : offsets[i + 1]] for i in (row, other)]
    cuts = [int(np.argmax(text == 0)) if (text == 0).any() else len(text) for text in texts]
    firsts = [text[:cut] for text, cut in zip(texts, cuts, strict=True)]
    seconds = [text[cut + 1 :] for text, cut in zip(texts, cuts, strict=True)]
    for one, two in (firsts, seconds):
        sets = [set(shingle_ids(part, 0, len(part), shingle, by_token, multipliers).tolist()) for part in (one, two)]
        union = len(sets[0] | sets[1])
        if union and len(sets[0] & sets[1]) / union < threshold:
            return False
    return True


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
    """Decides row after row whether a row that was kept before is near enough to remove it: see `kernels.greedy`."""
    kept: dict[int, list[int]] = {}
    sets: dict[int, set[int]] = {}

    def shingles(row: int) -> set[int]:
        if row not in sets:
            ids = shingle_ids(data, offsets[row], offsets[row + 1], shingle, by_token, multipliers)
            sets[row] = set(ids.tolist())
        return sets[row]

    compared = 0
    for row in range(len(buckets)):
        match[row], similarity[row] = -1, 0.0
        own = [bucket for bucket in buckets[row].tolist() if bucket >= 0]
        for other in _chosen(own if row >= known else [], kept, coarse, row, agree, crowd, most):
            compared += 1
            hits = len(shingles(row) & shingles(other))
            union = len(shingles(row)) + len(shingles(other)) - hits
            near = hits / union if union else 0.0
            if near < threshold or near <= similarity[row]:
                continue
            if not in_parts or are_parts_near(data, offsets, row, other, shingle, by_token, multipliers, threshold):
                match[row], similarity[row] = other, near
        if match[row] < 0:
            for bucket in own:
                kept.setdefault(bucket, []).append(row)
        else:
            sets.pop(row, None)
    return compared


def _chosen(
    buckets: list[int], kept: dict[int, list[int]], coarse: Array, row: int, agree: int, crowd: int, most: int
) -> list[int]:
    """The kept rows that `row` is compared with exactly, first rows first."""
    looked_at = [other for bucket in buckets for other in kept.get(bucket, [])[: -crowd - 1 : -1]]
    same = {other: int(np.count_nonzero(coarse[row] == coarse[other])) for other in dict.fromkeys(looked_at)}
    found = [other for other, agreement in same.items() if agreement >= agree]
    if len(found) > most:
        agreements = sorted((same[other] for other in found), reverse=True)
        best = [other for other in found if same[other] > agreements[most]]
        found = best or found[:most]
    return sorted(found)


def distinct_shingles(
    data: Array, offsets: Array, shingle: int, by_token: bool, multipliers: Array, out: Array, sizes: Array
) -> int:
    """Writes the distinct shingle ids of each text to `out`, one text after the other, and their numbers to `sizes`."""
    total = 0
    for row in range(len(offsets) - 1):
        ids = np.unique(shingle_ids(data, offsets[row], offsets[row + 1], shingle, by_token, multipliers))
        out[total : total + len(ids)] = ids
        sizes[row] = len(ids)
        total += len(ids)
    return total


def sort_by_count(ids: Array, starts: Array, counts: Array, shift: np.uint64) -> None:
    """Sorts each set ids[starts[i]:starts[i + 1]] in place by (counts[id >> shift], id)."""
    for row in range(len(starts) - 1):
        part = ids[starts[row] : starts[row + 1]]
        part[:] = part[np.lexsort((part, counts[(part >> shift).astype(np.int64)]))]


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
    """Decides as `greedy` does, but finds all pairs: see `kernels.greedy_join`."""
    index: dict[int, list[int]] = {}
    compared, empty = 0, -1
    for row in range(len(starts) - 1):
        match[row], similarity[row] = -1, 0.0
        own = ids[starts[row] : starts[row + 1]].tolist()
        if not own:
            if row >= known and empty >= 0:
                match[row], similarity[row] = empty, 1.0
            elif empty < 0:
                empty = row
            continue
        prefix = own[: len(own) - math.ceil(threshold * len(own) - 1e-9) + 1]
        if row >= known:
            mine = set(own)
            for other in sorted({other for entry in prefix for other in index.get(entry, ())}):
                count = int(starts[other + 1] - starts[other])
                if min(len(own), count) < threshold * max(len(own), count) - 1e-9:
                    continue
                compared += 1
                hits = len(mine.intersection(ids[starts[other] : starts[other + 1]].tolist()))
                near = hits / (len(own) + count - hits)
                if near < threshold or near <= similarity[row]:
                    continue
                if not in_parts or are_parts_near(data, offsets, row, other, shingle, by_token, multipliers, threshold):
                    match[row], similarity[row] = other, near
        if match[row] < 0:
            for entry in prefix:
                index.setdefault(entry, []).append(row)
    return compared
