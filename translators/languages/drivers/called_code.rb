# The functions of the code that is tested, for the tests: each sends its arguments to the process that has the code, and
# returns the plain value, or raises the error, that comes back.
require_relative "plain_values"

# shared: why the tests need the code in their own process. gone: why its process gives no more answers. raised: whether it
# raised an error. doubtful: whether an error had a class of the code, which the tests do not have. lacking: a name or
# a file that the tests lack.
module CalledCode
  STATE = { raised: false }

  def self.share(why)
    STATE[:shared] ||= why
    raise STATE[:shared]
  end

  def self.read
    said = begin
      PlainValues.read
    rescue StandardError
      nil
    end
    return said if said.is_a?(Hash)

    STATE[:gone] ||= "its process ended before its tests did"
    raise STATE[:gone]
  end

  def self.call(place, given, named, block)
    share("the tests pass a block") if block
    begin
      PlainValues.write({ call: place, arguments: PlainValues.encode(given), named: PlainValues.encode(named) })
    rescue NotPlain => problem
      share("the tests pass a #{problem.message}")
    rescue SystemCallError
      STATE[:gone] ||= "its process ended before its tests did"
    end
    said = read
    share(said["shared"].to_s) if said.key?("shared")
    said.fetch("changed", []).each { |at, value| change(given[at], PlainValues.decode(value)) }
    return given[said["same"]] if said.key?("same")
    return PlainValues.decode(said["value"]) unless said.key?("error")

    STATE[:raised] = true
    STATE[:doubtful] ||= said["exact"] != true
    kind = Object.const_get(said["error"].to_s) rescue StandardError
    kind = StandardError unless kind.is_a?(Class) && kind <= Exception
    problem = begin
      kind.new(said["message"].to_s)
    rescue StandardError
      StandardError.new(said["message"].to_s)
    end
    raise problem
  end

  def self.change(old, new)
    share("it changes a #{old.class}") unless [Array, Hash, Set, String].include?(old.class)
    old.replace(new)
  end

  # Defines what the tests may use of the code, among the names that they mention. A function with the name of one that the
  # language has counts only if the tests mention no other.
  def self.define(text)
    names = read
    return STATE[:broken] = names["broken"].to_s if names.key?("broken")

    mentioned = text.scan(/[\w?!]+/)
    others = names["others"] & mentioned
    STATE[:shared] ||= "the tests use #{others.first}, which is no function and no plain value" unless others.empty?
    top, inner = names["functions"].partition { |holder,| holder.empty? }
    top = top.map { |_, name,| name } & mentioned
    known = Object.constants.map(&:to_s)
    inner = inner.reject { |holder,| known.include?(holder.split("::").first) }
    free = top.reject { |name| Object.new.respond_to?(name, true) }
    (free.empty? && inner.empty? ? top : free).each do |name|
      Object.define_method(name) { |*given, **named, &block| CalledCode.call(["", name], given, named, block) }
      Object.send(:private, name)
    end
    inner.each { |holder, name, kind| define_inner(holder, name, kind) if mentioned.include?(holder.split("::").first) }
    values = names["values"].select { |path,| (mentioned - known).include?(path.split("::").first) }
    values.each { |path, value| set_constant(path, PlainValues.decode(value)) }
  rescue RuntimeError, NameError, KeyError, NoMethodError, TypeError
    STATE[:gone] ||= "its process says nothing that can be read"
  end

  def self.define_inner(holder, name, kind)
    place = holder.split("::").reduce(Object) do |above, part|
      next above.const_get(part, false) if above.const_defined?(part, false)

      made = above.const_set(part, kind == "class" ? Class.new : Module.new)
      made.define_singleton_method(:new) { |*| CalledCode.share("the tests make objects of #{holder}") } if kind == "class"
      made
    end
    place.define_singleton_method(name) { |*given, **named, &block| CalledCode.call([holder, name], given, named, block) }
  end

  def self.set_constant(path, value)
    *holders, name = path.split("::")
    place = holders.reduce(Object) { |above, part| above.const_get(part, false) }
    place.const_set(name, value) unless place.const_defined?(name, false)
  end

  # What became of the tests, for the last line.
  def self.judged(said)
    return "failed #{STATE[:broken].lines.first.to_s.strip}" if STATE[:broken]
    return "shared #{STATE[:shared]}" if STATE[:shared]
    return "wrong #{STATE[:gone]}" if STATE[:gone]
    return said if said.start_with?("passed")
    return "shared an error has a class of the code" if STATE[:doubtful]

    STATE[:lacking] && !STATE[:raised] ? "lacking #{STATE[:lacking].lines.first.strip}" : said
  end

  # Notes which names or files the tests lack.
  TracePoint.new(:raise) do |trace|
    problem = trace.raised_exception
    is_lack = [NameError, LoadError, SystemCallError].any? { |kind| problem.is_a?(kind) }
    STATE[:lacking] ||= problem.message if is_lack && trace.path.end_with?("suite_tests.rb", "program.rb")
  end.enable
end
