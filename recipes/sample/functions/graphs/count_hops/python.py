from collections import deque


def count_hops(links: dict[str, list[str]], start: str, goal: str) -> int:
    """Smallest number of links to follow from one page to another, or -1 if no way leads there.

    The links map each page to the pages that it points to; a page that is not a key points nowhere.
    """
    hops = {start: 0}
    queue = deque([start])
    while queue:
        page = queue.popleft()
        if page == goal:
            return hops[page]
        for neighbour in links.get(page, []):
            if neighbour not in hops:
                hops[neighbour] = hops[page] + 1
                queue.append(neighbour)
    return -1
