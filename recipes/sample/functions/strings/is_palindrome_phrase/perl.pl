use strict;
use warnings;

sub is_palindrome_phrase {
    my ($phrase) = @_;
    my $letters = lc $phrase =~ s/[^a-z0-9]//gir;
    return $letters eq reverse $letters;
}
