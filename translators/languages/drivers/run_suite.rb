# Runs suite_tests.rb, tests of minitest or test/unit, or program.rb, which ends with an error if an answer is wrong. The
# last line says that all passed, with the word that stands on standard input and that no code which is tested has seen.
def run_suite(word)
  if File.exist?("called_code.rb")
    STDOUT.write("\nsuite #{word} #{run_apart}\n")
  elsif File.exist?("program.rb")
    load "./program.rb"
    STDOUT.write("\nsuite #{word} passed 1\n")
  elsif framework.call
    STDOUT.write("\nsuite #{word} passed ?\n")
  else
    exit 1
  end
end

# What became of the tests with the code in another process.
def run_apart
  require "./called_code"
  if File.exist?("program.rb")
    CalledCode.define(File.read("program.rb"))
    begin
      load "./program.rb"
    rescue StandardError, ScriptError => problem
      return CalledCode.judged("wrong #{problem.message.lines.first.to_s.strip}")
    end
    CalledCode.judged("passed 1")
  else
    run = framework { CalledCode.define(File.read("suite_tests.rb")) }
    CalledCode.judged(run.call ? "passed ?" : "wrong ")
  end
end

# Loads the tests with their framework, whose assertions stay as they are; what it returns runs them. The block is called before
# the tests are loaded.
def framework
  if File.read("suite_tests.rb").match?(/^\s*require ['"]minitest/)
    require "minitest"
    Minitest.define_singleton_method(:autorun) {}
    require "minitest/autorun"
    Minitest::Assertions.freeze
    yield if block_given?
    require "./suite_tests"
    -> { Minitest.run([]) }
  else
    require "test/unit"
    Test::Unit::AutoRunner.need_auto_run = false
    Test::Unit::Assertions.freeze
    yield if block_given?
    require "./suite_tests"
    -> { Test::Unit::AutoRunner.run }
  end
end

run_suite($stdin.read.strip)
