#!/bin/sh
# A program of which there must never be two at once. Notes its pid in lives.txt, and TWICE where it finds another alive.
# Beats by itself. (A shell, because a test that starts hundreds of them would mostly wait for Node.)
echo $$ >>lives.txt
while read -r pid; do
  # A dead one that nobody has waited for yet has no command line.
  [ "$pid" = $$ ] || ! grep -qs only-one "/proc/$pid/cmdline" || echo "TWICE $pid" >>lives.txt
done <lives.txt
while :; do
  touch "$CRASH_ONLY_HEARTBEAT"
  sleep 0.3
done
