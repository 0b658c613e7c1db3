local function generate_parentheses(pairs_wanted)
  local arrangements = {}

  local function extend(prefix, opened, closed)
    if closed == pairs_wanted then
      arrangements[#arrangements + 1] = prefix
      return
    end
    if opened < pairs_wanted then
      extend(prefix .. "(", opened + 1, closed)
    end
    if closed < opened then
      extend(prefix .. ")", opened, closed + 1)
    end
  end

  extend("", 0, 0)
  return arrangements
end
