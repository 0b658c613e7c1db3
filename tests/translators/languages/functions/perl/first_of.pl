sub first_of {
    my ($lists, $key) = @_;
    return ($lists->{$key} // [])->[0];
}
