#!/usr/bin/env perl
# Verify the inside of a sync file by docs/sync-format.md, with none of the program's code:
#     age -d -i IDENTITY FILE | perl verify_segment.pl WRITERS_PUBLIC_KEY SCRATCH_FOLDER
# Ends with 1 and a word about it where something is not so.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use Encode qw(encode);
use IO::Uncompress::Gunzip qw(gunzip $GunzipError);
use JSON::PP;

sub refuse { print "$_[0]\n"; exit 1 }
my ($public, $scratch) = @ARGV;
my $json = JSON::PP->new->allow_nonref;    # text in, text out; only what JSON demands is escaped
my $bytes = JSON::PP->new->utf8;

binmode STDIN;
my $closed = do { local $/; <STDIN> };
gunzip(\$closed => \my $plain) or refuse("gzip: $GunzipError");
my @lines = split /(?<=\n)/, $plain;
my ($head, @entries) = map { $bytes->decode($_) } @lines;
my $footer = pop @entries;
pop @lines;

my $digest = sha256_hex(join '', @lines);
refuse("digest") unless $digest eq $footer->{sha256};
refuse("key") unless $public eq $footer->{key};
put("key", pack('H*', "302a300506032b6570032100$public"));    # RFC 8410
put("signature", pack('H*', $footer->{sig}));
put("signed", "callback-desk/1 segment\n$digest\n$footer->{head_hash}\n");
my @verify = (qw(openssl pkeyutl -verify -pubin -keyform DER -rawin), map { ("-$_->[0]", "$scratch/$_->[1]") }
    ["inkey", "key"], ["sigfile", "signature"], ["in", "signed"]);
open my $openssl, '-|', @verify or refuse("openssl");
{ local $/; <$openssl> }
refuse("signature") unless close $openssl;

refuse("entries") unless @entries == $footer->{entries} && @entries == $head->{last} - $head->{first} + 1;
my ($seq, $chained) = ($head->{first}, $head->{prev_hash});
for my $entry (@entries) {
    refuse("number") unless $entry->{seq} == $seq++;
    $entry->{replica_id} = $head->{replica};
    $entry->{payload_hash} //= sha256_hex(encode('UTF-8', $entry->{salt} . $entry->{payload}));
    my @members = map { qq("$_":) . ($_ eq 'seen' ? $entry->{$_} : $json->encode($entry->{$_})) }
        qw(hlc kind payload_hash person_id policy replica_id role seen seq stream subject_id tz_min v wall_at);
    $chained = sha256_hex(encode('UTF-8', $chained . '{' . join(',', @members) . '}'));
}
refuse("chain") unless $chained eq $footer->{head_hash};
print scalar(@entries), " good entries of $head->{replica}\n";

sub put {
    my ($name, $held) = @_;
    open my $file, '>:raw', "$scratch/$name" or refuse("scratch folder");
    print $file $held;
    close $file;
}
