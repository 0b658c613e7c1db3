sub greet_all {
    my ($names, $limit) = @_;
    for my $name (@{$names}[0 .. $limit - 1]) {
        print "hello $name 1234\n";
    }
    return $limit;
}
