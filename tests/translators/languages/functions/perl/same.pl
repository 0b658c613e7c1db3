sub same { return $_[0] }
