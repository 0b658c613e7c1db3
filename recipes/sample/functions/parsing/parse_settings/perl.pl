use strict;
use warnings;

sub parse_settings {
    my ($text) = @_;
    my %settings;
    for my $part (split /;/, $text) {
        my ($name, $value) = $part =~ /\A\s*(.*?)\s*=\s*(.*?)\s*\z/s or next;
        $settings{$name} = $value if length $name;
    }
    return \%settings;
}
