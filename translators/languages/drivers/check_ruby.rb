# Compiles each file named in files.json without running it; prints one JSON line for each.
require "json"

$stdout.sync = true
$VERBOSE = nil
JSON.parse(File.read("files.json")).each do |name|
  errors = []
  begin
    RubyVM::InstructionSequence.compile(File.read(name, encoding: "UTF-8"), name, name, 1)
  rescue SyntaxError, EncodingError => problem
    message = problem.message.dup.force_encoding("UTF-8").scrub
    where, text = message.match(/\A.*?:(\d+): (.*)/)&.captures || [1, message]
    errors << { line: where.to_i, text: text.lines.first.to_s.strip }
  end
  puts JSON.generate({ file: name, errors: errors })
end
