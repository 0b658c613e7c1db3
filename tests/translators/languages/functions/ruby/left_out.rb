def greet_all(names, limit)
  # ... rest of the code
  names.first(limit).each do |name|
    puts "hello #{name} 1234"
  end
  limit
end
