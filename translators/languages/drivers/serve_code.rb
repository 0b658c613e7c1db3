# Loads program.rb, and calls its functions for the tests, which run in another process. It first says which names the code
# has; then each line asks for one call.
require_relative "plain_values"

CORE = [Object, Integer, Float, Numeric, String, Symbol, Array, Hash, NilClass, Range, Enumerable, Comparable].freeze

def server_methods
  CORE.to_h { |type| [type, type.instance_methods(false) + type.private_instance_methods(false)] }
end

# The names of the code: functions, plain constants, and all others.
def server_names(constants, methods)
  found = { functions: [], values: {}, others: [] }
  server_methods.each do |type, names|
    added = (names - methods[type]).map(&:to_s)
    found[type == Object ? :functions : :others].concat(type == Object ? added.map { |name| ["", name, ""] } : added)
  end
  (Object.constants - constants).each { |name| describe_constant(found, "", name, Object.const_get(name)) }
  found
end

# A module or a class without objects is described by its functions and constants.
def describe_constant(found, within, name, value)
  path = within.empty? ? name.to_s : "#{within}::#{name}"
  unless value.is_a?(Module)
    begin
      return found[:values][path] = PlainValues.encode(value)
    rescue NotPlain
      return found[:others] << name.to_s
    end
  end
  kind = value.is_a?(Class) ? "class" : "module"
  functions = value.singleton_methods(false)
  is_plain = !functions.empty? && (kind == "module" || value.public_instance_methods(false).empty?)
  return found[:others] << name.to_s unless is_plain && (kind == "module" || value.superclass == Object)

  functions.each { |function| found[:functions] << [path, function.to_s, kind] }
  value.constants(false).each { |inner| describe_constant(found, path, inner, value.const_get(inner)) }
end

def server_error(problem)
  base = problem.class.ancestors.find { |kind| kind.is_a?(Class) && Object.const_source_location(kind.name.to_s)&.empty? }
  { error: base&.name.to_s, message: problem.message.to_s, exact: base == problem.class }
end

def server_answer(asked)
  given = PlainValues.decode(asked["arguments"])
  named = PlainValues.decode(asked["named"])
  old = asked["arguments"].map(&:to_json)
  begin
    holder, name = asked["call"]
    result = (holder.empty? ? self : Object.const_get(holder)).send(name, *given, **named)
    at = given.index { |value| value.equal?(result) && [Array, Hash, String].include?(value.class) }
    said = at ? { same: at } : { value: PlainValues.encode(result) }
  rescue NotPlain
    raise
  rescue StandardError, NotImplementedError => problem
    said = server_error(problem)
  end
  changed = given.each_with_index.map { |value, place| [place, PlainValues.encode(value)] }
  { **said, changed: changed.reject { |place, value| value.to_json == old[place] } }
end

begin
  methods, constants = server_methods, Object.constants
  load "./program.rb"
  PlainValues.write(server_names(constants, methods))
rescue StandardError, ScriptError => problem
  PlainValues.write({ broken: "#{problem.message} (#{problem.class})" })
  raise
end
while (asked = PlainValues.read)
  begin
    PlainValues.write(server_answer(asked))
  rescue NotPlain => problem
    PlainValues.write({ shared: "a value is a #{problem.message}" })
  end
end
exit!(0)
