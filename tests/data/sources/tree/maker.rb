# frozen_string_literal: true

module Makers
  class Box
    # Adds two numbers together.
    # Twice.
    def add(a, b)
      c = a + b
      c + c
    end

    ##
    # Makes one of these.
    def self.make(x)
      y = x
      new(y)
    end

    # Is a constructor of it.
    def initialize(x)
      @x = x
      @y = x
    end
  end
end
