sub greet_all {
    my $names = shift;
    my $limit = shift;
    ...
}
