def topological_order(count: int, edges: list[list[int]]) -> list[int] | None:
    """Order the tasks 0 to count - 1 so that each comes after everything it depends on.

    An edge [a, b] says that a must come before b. Of the tasks that could come next, the smallest number
    does. The answer is None if the edges form a circle.
    """
    waiting_for = [0] * count
    for _, after in edges:
        waiting_for[after] += 1
    ready = [task for task in range(count) if waiting_for[task] == 0]
    order = []
    while ready:
        task = min(ready)
        ready.remove(task)
        order.append(task)
        for before, after in edges:
            if before == task:
                waiting_for[after] -= 1
                if waiting_for[after] == 0:
                    ready.append(after)
    return order if len(order) == count else None
