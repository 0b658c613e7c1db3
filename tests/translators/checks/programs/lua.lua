local function classify(total)
    return total == 0 and "balanced" or total > 0 and "positive" or "negative"
end

local count = io.read("n")
local total = 0
for _ = 1, count do
    total = total + io.read("n")
end
total = total % 1000007
print(classify(total), total, 4096 + count)
