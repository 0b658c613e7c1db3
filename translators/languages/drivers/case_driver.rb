# Prints what a function returned, or the error that it raised.
require "json"

$stdout.sync = true

def run_case(index)
  result = yield
  result = result.to_s if result.is_a?(Float) && !result.finite?
  puts "case #{index} #{JSON.generate(result)}"
rescue StandardError, SystemStackError => problem
  puts "error #{index} #{JSON.generate(problem.message)}"
end
