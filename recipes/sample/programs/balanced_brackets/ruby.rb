PAIRS = { ')' => '(', ']' => '[', '}' => '{' }.freeze

def balanced?(text)
  opened = []
  text.each_char do |character|
    if PAIRS.key?(character)
      return false if opened.pop != PAIRS[character]
    else
      opened << character
    end
  end
  opened.empty?
end

if __FILE__ == $PROGRAM_NAME
  gets.to_i.times { puts balanced?((gets || '').strip) ? 'YES' : 'NO' }
end
