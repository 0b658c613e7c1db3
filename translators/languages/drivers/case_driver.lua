-- Calls one function of program.lua and reports each result. A report is a line that begins with the word on standard
-- input, which the code has not seen, so that nothing it prints is taken for one. The code may replace global functions,
-- so that the driver keeps its own.
local debug, error, ipairs, loadfile, math, next, package, pcall, select, string, table, tostring, type =
  debug, error, ipairs, loadfile, math, next, package, pcall, select, string, table, tostring, type
local globals, output, word = _G, io.stdout, io.read()

local function quote(text)
  return '"' .. text:gsub('[%c"\\]', function(byte) return string.format("\\u%04x", byte:byte()) end) .. '"'
end

-- An error that says that the function cannot be called here, which says nothing about whether it is right.
local unfit_errors = {}

local function unfit(message)
  local problem = {}
  unfit_errors[problem] = message
  return problem
end

local encode

local function encode_list(values, count)
  local parts = {}
  for index = 1, count do
    parts[index] = encode(values[index])
  end
  return "[" .. table.concat(parts, ",") .. "]"
end

-- A table is a list if its keys are 1 to their number. Nothing tells an empty list from an empty dictionary.
local function encode_table(value)
  local count = 0
  for _ in next, value do
    count = count + 1
  end
  for index = 1, count do
    if value[index] == nil then
      local parts = {}
      for key, item in next, value do
        parts[#parts + 1] = quote(tostring(key)) .. ":" .. encode(item)
      end
      return "{" .. table.concat(parts, ",") .. "}"
    end
  end
  return encode_list(value, count)
end

function encode(value)
  local kind = math.type(value) or type(value)
  if value == nil then
    return "null"
  elseif kind == "boolean" or kind == "integer" then
    return tostring(value)
  elseif kind == "float" then
    local is_finite = value - value == 0
    return is_finite and string.format("%.17g", value) or quote(tostring(value))
  elseif kind == "string" then
    return quote(value)
  elseif kind == "table" then
    return encode_table(value)
  end
  error(unfit("returns a " .. kind), 0)
end

-- Runs the code: whether it ended without an error, what it returned or the error, its local variables at its end.
local function run_code(path)
  local chunk, problem = loadfile(path)
  if not chunk then
    return false, problem
  end
  local variables = {}
  debug.sethook(function()
    if debug.getinfo(2, "f").func == chunk then
      local index = 1
      local name, value = debug.getlocal(2, index)
      while name do
        variables[name] = value
        index = index + 1
        name, value = debug.getlocal(2, index)
      end
    end
  end, "r")
  local is_done, returned = pcall(chunk)
  debug.sethook()
  return is_done, returned, variables
end

local function tables_of(variables, found)
  for name, value in next, variables do
    if type(value) == "table" and not package.loaded[name] then
      found[#found + 1] = value
    end
  end
end

-- The function called `name`: a local or global one, or one in a table that the code returns or defines.
local function find_function(name, returned, variables)
  local places = { variables, type(returned) == "table" and returned or nil }
  tables_of(variables, places)
  places[#places + 1] = globals
  tables_of(globals, places)
  for index = 1, #places do
    local place = places[index]
    local found = place[name]
    if type(found) == "function" then
      local is_method = place ~= variables and debug.getlocal(found, 1) == "self"
      return is_method and function(...) return found(place, ...) end or found
    end
  end
end

-- The function of the code called `name`, or one that says with each call why there is none.
local function load_function(name)
  local is_done, returned, variables = run_code("program.lua")
  local problem = returned
  if is_done then
    local found = find_function(name, returned, variables)
    if found then
      return found
    end
    problem = unfit("there is no function " .. name .. " that can be called")
  elseif type(problem) == "string" and problem:find("module '[^']*' not found") then
    problem = unfit(problem)
  end
  return function() error(problem, 0) end
end

local value_name = "val"

local function make_nodes(values, links)
  local nodes, following = {}, 2
  for index = 1, #values do
    nodes[index] = values[index] ~= false and { [value_name] = values[index] } or false
  end
  for index = 1, #nodes do
    for link = 1, nodes[index] and #links or 0 do
      nodes[index][links[link]] = nodes[following] or nil
      following = following + 1
    end
  end
  return nodes[1] or nil
end

-- A linked list of values, and a tree of its values level by level, where false is a missing child.
local function linked(...)
  return make_nodes({ ... }, { "next" })
end

local function tree(...)
  return make_nodes({ ... }, { "left", "right" })
end

local function report(outcome, index, text)
  output:write("\n", word, " ", outcome, " ", index, " ", text, "\n")
  output:flush()
end

local function encode_results(several, ...)
  local count = select("#", ...)
  if several and count > 1 and ... ~= nil then
    return encode_list({ ... }, count)
  end
  return encode((...))
end

-- `changed`: the positions of the arguments to report as well. `several`: values that the function returns together are
-- a list.
local function run_case(index, call, changed, several, ...)
  local arguments = table.pack(...)
  local is_done, result = pcall(function()
    local encoded = encode_results(several, call(table.unpack(arguments, 1, arguments.n)))
    for _, position in ipairs(changed) do
      report("changed", index, (position - 1) .. " " .. encode(arguments[position]))
    end
    return encoded
  end)
  if is_done then
    report("case", index, result)
  elseif unfit_errors[result] then
    report("unfit", index, quote(unfit_errors[result]))
  else
    report("error", index, quote(tostring(result)))
  end
end
