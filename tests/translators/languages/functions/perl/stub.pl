sub greet_all {
    my ($names, $limit) = @_;
    die "not implemented";
}
