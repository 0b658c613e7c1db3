local function greet_all(names, limit)
end
