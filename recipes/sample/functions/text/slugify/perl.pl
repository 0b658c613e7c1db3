use strict;
use warnings;

sub slugify {
    my ($title) = @_;
    my $slug = lc $title;
    $slug =~ s/[^a-z0-9]+/-/g;
    $slug =~ s/\A-|-\z//g;
    return $slug;
}
