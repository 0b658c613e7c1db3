# Calls one function of program.rb as calls.json says, and reports each result. A report is a line that begins with the
# word on standard input, which the code has not seen, so that nothing it prints is taken for one.
require "json"
require "set"

module PairloomCases
  class Unfit < StandardError; end

  FILE = "program.rb"
  OUTPUT = STDOUT.dup
  OUTPUT.sync = true
  WORD = STDIN.gets.to_s.strip

  # What judges define before they run a solution.
  NODES = {
    "ListNode" => Class.new do
      attr_accessor :val, :next

      def initialize(val = 0, _next = nil)
        @val = val
        @next = _next
      end
    end,
    "TreeNode" => Class.new do
      attr_accessor :val, :left, :right

      def initialize(val = 0, left = nil, right = nil)
        @val = val
        @left = left
        @right = right
      end
    end
  }.freeze

  module_function

  def report(outcome, index, text)
    STDOUT.flush
    OUTPUT.write("\n#{WORD} #{outcome} #{index} #{text}\n")
  end

  # The names of the attributes that hold the other nodes of a linked list or a binary tree; none for anything else.
  def links(node)
    return [] if [Integer, String, Symbol, Enumerator].any? { |kind| node.is_a?(kind) }

    [%w[left right], %w[next]].find { |names| names.all? { |name| node.respond_to?(name) } } || []
  end

  # The values of a linked list, or of a tree level by level.
  def values(first)
    names = links(first)
    value = %w[val value data].find { |name| first.respond_to?(name) }
    nodes = [first]
    nodes.each do |node|
      nodes.concat(names.map { |name| node.public_send(name) }.select { |other| names.size > 1 || other }) if node
      raise Unfit, "the nodes form a circle" if nodes.size > 100_000
    end
    nodes.map { |node| node && plain(node.public_send(value)) }
  end

  def make_nodes(values, kind, names)
    own = [kind, "Node"].filter_map { |name| Object.const_get(name) if Object.const_defined?(name) }
    holder = (own - NODES.values).first
    nodes = values.map { |value| value.nil? ? nil : make_node(holder || NODES.fetch(kind), value) }
    following = nodes.drop(1)
    nodes.compact.each { |node| names.each { |name| node.public_send("#{name}=", following.shift) } }
    nodes.first
  end

  def make_node(holder, value)
    count = holder.instance_method(:initialize).arity
    node = holder.new(value, *[nil] * [count.abs - (count.negative? ? 2 : 1), 0].max)
    name = %w[val value data].find { |each| node.respond_to?("#{each}=") }
    node.public_send("#{name}=", value) if name
    node
  end

  # A value of calls.json, or what it stands for.
  def revive(value)
    return value.map { |item| revive(item) } if value.is_a?(Array)
    return value unless value.is_a?(Hash)

    items = revive(value["values"])
    case value["pairloom"]
    when "set" then Set.new(items)
    when "tuple" then items
    when "linked" then make_nodes(items, "ListNode", %w[next])
    when "tree" then make_nodes(items, "TreeNode", %w[left right])
    else value.transform_values { |item| revive(item) }
    end
  end

  def plain(value)
    return values(value) unless links(value).empty?

    case value
    when nil, true, false, Integer then value
    when Float then value.finite? ? value : value.to_s
    when String, Symbol then value.to_s.dup.force_encoding("UTF-8").scrub
    when Array, Set, Struct then value.to_a.map { |item| plain(item) }
    when Hash then value.to_h { |key, item| [plain(key.to_s), plain(item)] }
    else raise Unfit, "returns a #{value.class}"
    end
  end

  def json(value)
    JSON.generate(plain(value), max_nesting: 0)
  end

  def ours?(method)
    method.source_location&.first == FILE
  end

  # The function at the top level: a lambda in a variable, or a method.
  def at_top(name, scope)
    values = scope.local_variable_defined?(name) ? [scope.local_variable_get(name)] : []
    values << eval("$#{name}") if global_variables.include?(:"$#{name}")
    found = values.find { |value| value.is_a?(Proc) || value.is_a?(Method) }
    return found if found

    main = scope.receiver
    return unless main.respond_to?(name, true)

    method = main.method(name)
    method if ours?(method)
  end

  # The function in one of the modules and classes that `place` has beyond those of `known`.
  def within(place, name, known)
    inner = (place.constants(false) - known).map { |constant| place.const_get(constant) }.grep(Module)
    inner.each do |holder|
      if holder.singleton_methods.include?(name) || holder.singleton_class.private_method_defined?(name, false)
        return holder.method(name)
      end
      next unless holder.method_defined?(name) || holder.private_method_defined?(name)
      next unless ours?(holder.instance_method(name))

      return instance(holder).method(name)
    end
    inner.each do |holder|
      found = within(holder, name, [])
      return found if found
    end
    nil
  end

  def instance(holder)
    return Object.new.extend(holder) unless holder.is_a?(Class)
    raise Unfit, "is a method of a class whose constructor takes arguments" if required(holder.instance_method(:initialize)) > 0

    holder.new
  end

  def required(method)
    method.parameters.count { |kind, _| %i[req keyreq].include?(kind) }
  end

  def call(function, given)
    kinds = function.parameters
    names = kinds.select { |kind, _| %i[key keyreq].include?(kind) }.map(&:last)
    positions = kinds.count { |kind, _| %i[req opt].include?(kind) }
    at = kinds.any? { |kind, _| kind == :keyreq } ? given.size - names.size : given.size
    raise Unfit, "takes other arguments" if at.negative? || required(function) > given.size
    raise Unfit, "takes other arguments" if at > positions && kinds.none? { |kind, _| kind == :rest }

    at == given.size ? function.call(*given) : function.call(*given[0...at], **names.zip(given[at..]).to_h)
  end

  def find(name, scope, known)
    at_top(name, scope) || within(Object, name, known) || raise(Unfit, "there is no method #{name} that can be called")
  end

  def main(scope)
    task = JSON.parse(File.read("calls.json", encoding: "UTF-8"), max_nesting: false)
    known = Object.constants
    begin
      scope.eval(File.read(FILE, encoding: "UTF-8"), FILE, 1)
      NODES.each { |name, holder| Object.const_set(name, holder) unless Object.const_defined?(name) }
      function = find(task["name"].to_sym, scope, known)
    rescue Unfit, LoadError => problem
      problem = Unfit.new(problem.message)
    rescue StandardError, ScriptError => problem
      problem = problem
    end
    report("start", 0, "")
    task["calls"].each_with_index do |given, index|
      raise problem if problem

      given = revive(given)

      result = json(call(function, given))
      task["changed"].each { |position| report("changed", index, "#{position} #{json(given[position])}") }
      report("case", index, result)
    rescue Unfit => unfit
      report("unfit", index, JSON.generate(unfit.message))
    rescue StandardError, ScriptError, SystemStackError => error
      report(task["isPiece"] ? "unfit" : "error", index, JSON.generate(error.message.dup.force_encoding("UTF-8").scrub))
    end
  end
end

PairloomCases.main(TOPLEVEL_BINDING)
