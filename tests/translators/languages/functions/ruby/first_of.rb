def first_of(lists, key) = lists.fetch(key, []).first
