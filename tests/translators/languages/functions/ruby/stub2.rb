def greet_all(names, limit)
end
