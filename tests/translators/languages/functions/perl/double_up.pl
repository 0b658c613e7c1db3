sub double_up {
    my ($number) = @_;
    return $number * $number;
}
