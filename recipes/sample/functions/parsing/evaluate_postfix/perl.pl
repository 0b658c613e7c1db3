use strict;
use warnings;

sub evaluate_postfix {
    my ($expression) = @_;
    my %apply = (
        '+' => sub { $_[0] + $_[1] },
        '-' => sub { $_[0] - $_[1] },
        '*' => sub { $_[0] * $_[1] },
    );
    my @stack;
    for my $part (split / /, $expression, -1) {
        if (exists $apply{$part}) {
            return undef if @stack < 2;
            my ($left, $right) = splice @stack, -2;
            push @stack, $apply{$part}->($left, $right);
        }
        elsif ($part =~ /\A-?[0-9]+\z/) {
            push @stack, 0 + $part;
        }
        else {
            return undef;
        }
    }
    return @stack == 1 ? $stack[0] : undef;
}
