use strict;
use warnings;

sub brackets_balance {
    my ($text) = @_;
    my %closing = (')' => '(', ']' => '[', '}' => '{');
    my @opened;
    for my $character (split //, $text) {
        if ($character =~ /[(\[{]/) {
            push @opened, $character;
        }
        elsif (exists $closing{$character}) {
            return 0 if !@opened || pop @opened ne $closing{$character};
        }
    }
    return !@opened;
}
