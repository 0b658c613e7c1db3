def parse_settings(text)
  text.split(";").each_with_object({}) do |part, settings|
    name, separator, value = part.partition("=")
    next if separator.empty? || name.strip.empty?

    settings[name.strip] = value.strip
  end
end
