# Sends what it reads to systemd (sd_notify(3)): one line is one message, `;` in it begins the next assignment. Node has no
# sockets of that kind. It ends when its standard input does, and it never sends by itself.
# No module is used: the interpreter alone is enough.

my $address = $ENV{NOTIFY_SOCKET} // die "no NOTIFY_SOCKET\n";
$address =~ s/^@/\0/;
socket(my $socket, 1, 2, 0) or die "cannot make a socket: $!\n"; # AF_UNIX, SOCK_DGRAM
my $to = pack('S a*', 1, $address);
while (my $line = <STDIN>) {
    chomp $line;
    $line =~ s/;/\n/g;
    send($socket, $line, 0, $to) or die "cannot reach $ENV{NOTIFY_SOCKET}: $!\n";
}
