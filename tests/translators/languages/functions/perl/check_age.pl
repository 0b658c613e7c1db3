sub check_age {
    my ($age) = @_;
    die "negative\n" if $age < 0;
    return $age;
}
