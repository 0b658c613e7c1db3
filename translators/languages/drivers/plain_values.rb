# Plain values as JSON between the process of the tests and the process of the code that is tested. Both have a copy of this
# file.
require "bigdecimal"
require "date"
require "json"
require "set"

class NotPlain < StandardError; end

module PlainValues
  READING, WRITING = ENV.fetch("PAIRLOOM_PIPES").split.zip(%w[r w]).map { |pipe, mode| IO.for_fd(pipe.to_i, mode) }

  # The value for JSON; one of a subclass becomes one of its plain class, so that no method of the code reaches the tests.
  def self.encode(value)
    case value
    when nil, true, false, Integer then value
    when Float then value.finite? && !value.zero? ? value : { "float" => value.to_s }
    when String
      value.encoding == Encoding::UTF_8 && value.valid_encoding? ? String.new(value) : { "bytes" => [value].pack("m0"), "encoding" => value.encoding.to_s }
    when Symbol then { "symbol" => value.to_s }
    when Array then value.map { |item| encode(item) }
    when Hash then { "hash" => value.map { |key, item| [encode(key), encode(item)] } }
    when Set then { "set" => value.map { |item| encode(item) } }
    when Range then { "range" => [encode(value.begin), encode(value.end), value.exclude_end?] }
    when Rational then { "rational" => value.to_s }
    when Complex then { "complex" => value.to_s }
    when Time then { "time" => [value.to_r.to_s, value.utc? ? nil : value.utc_offset] }
    when DateTime then raise NotPlain, "DateTime"
    when Date then { "date" => value.iso8601 }
    else raise NotPlain, value.class.name.to_s
    end
  end

  def self.decode(given)
    return given.map { |item| decode(item) } if given.is_a?(Array)
    return given unless given.is_a?(Hash)

    kind, inner = given.first
    case kind
    when "float" then { "NaN" => Float::NAN, "Infinity" => Float::INFINITY, "-Infinity" => -Float::INFINITY }[inner] || Float(inner)
    when "bytes" then inner.unpack1("m0").force_encoding(given["encoding"])
    when "symbol" then inner.to_sym
    when "hash" then inner.to_h { |key, item| [decode(key), decode(item)] }
    when "set" then inner.to_set { |item| decode(item) }
    when "range" then Range.new(decode(inner[0]), decode(inner[1]), inner[2])
    when "rational" then Rational(inner)
    when "complex" then Complex(inner)
    when "time" then inner[1] ? Time.at(Rational(inner[0]), in: inner[1]) : Time.at(Rational(inner[0])).utc
    when "date" then Date.iso8601(inner)
    else raise ArgumentError, "it is no plain value"
    end
  end

  # The next message, nil at the end.
  def self.read
    line = READING.gets
    line && JSON.parse(line, max_nesting: 1000)
  end

  def self.write(message)
    WRITING.write(JSON.generate(message, max_nesting: 1000), "\n")
    WRITING.flush
  end
end
