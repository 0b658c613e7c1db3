def slugify(title)
  title.downcase.scan(/[a-z0-9]+/).join("-")
end
