# Compiles each file named in files.json without running it; prints one JSON line for each that has an error.
require "json"

$stdout.sync = true
$VERBOSE = nil
JSON.parse(File.read("files.json")).each do |name|
  RubyVM::InstructionSequence.compile(File.read(name, encoding: "UTF-8"), name, name, 1)
rescue SyntaxError, EncodingError => problem
  where, text = problem.message.match(/\A.*?:(\d+): (.*)/)&.captures || [1, problem.message]
  puts JSON.generate({ file: name, line: where.to_i, text: text.lines.first.to_s.strip })
end
puts JSON.generate({ file: "", line: 0, text: "done" })
