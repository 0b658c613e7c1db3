# Runs suite_tests.rb, tests of minitest or test/unit, or program.rb, which ends with an error if an answer is wrong. The
# last line says that all passed, with the word that stands on standard input and that no code which is tested has seen.
def run_suite(word)
  if File.exist?("program.rb")
    load "./program.rb"
    STDOUT.write("\nsuite #{word} passed 1\n")
  elsif framework.call
    STDOUT.write("\nsuite #{word} passed ?\n")
  else
    exit 1
  end
end

# Loads the tests with their framework, whose assertions stay as they are; what it returns runs them.
def framework
  if File.read("suite_tests.rb").match?(/^\s*require ['"]minitest/)
    require "minitest"
    Minitest.define_singleton_method(:autorun) {}
    require "minitest/autorun"
    Minitest::Assertions.freeze
    require "./suite_tests"
    -> { Minitest.run([]) }
  else
    require "test/unit"
    Test::Unit::AutoRunner.need_auto_run = false
    Test::Unit::Assertions.freeze
    require "./suite_tests"
    -> { Test::Unit::AutoRunner.run }
  end
end

run_suite($stdin.read.strip)
